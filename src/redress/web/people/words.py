"""Words of this area."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redress.kernel.actor import Scope

SCOPES: dict[str, Promise] = {
    Scope.OWN: _("own cases"),
    Scope.DEPARTMENT: _("the department"),
    Scope.SUBTREE: _("the department and all below it"),
    Scope.ALL: _("the whole organisation"),
}
"""How far a grant reaches."""
