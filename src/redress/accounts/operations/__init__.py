"""Acts on people and rights. Each records itself in the journal of people."""

from redress.accounts.operations.departments import (
    add_department,
    close_department,
    edit_department,
    move_department,
    name_head,
    reopen_department,
    shift_department,
)
from redress.accounts.operations.grants import end_substitution, give_role, set_role, substitute, take_role
from redress.accounts.operations.people import add_person, deactivate, edit_person, reactivate
from redress.accounts.operations.signing import CannotSignIn, change_password, set_password, sign_in, unlock
from redress.accounts.operations.tokens import make_token, revoke_token, spend, token_of

__all__ = [
    "CannotSignIn",
    "add_department",
    "add_person",
    "change_password",
    "close_department",
    "deactivate",
    "edit_department",
    "edit_person",
    "end_substitution",
    "give_role",
    "make_token",
    "move_department",
    "name_head",
    "reactivate",
    "reopen_department",
    "revoke_token",
    "set_password",
    "set_role",
    "shift_department",
    "sign_in",
    "spend",
    "substitute",
    "take_role",
    "token_of",
    "unlock",
]
