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
    "move_department",
    "name_head",
    "reactivate",
    "reopen_department",
    "set_password",
    "set_role",
    "shift_department",
    "sign_in",
    "substitute",
    "take_role",
    "unlock",
]
