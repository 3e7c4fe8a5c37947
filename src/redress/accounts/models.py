"""Tables of people and rights."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from redress.kernel.actor import Scope


class DepartmentKind(models.TextChoices):
    """What a node of the tree is: group > company > store > desk, or a functional department."""

    GROUP = "group", _("Group")
    COMPANY = "company", _("Company")
    STORE = "store", _("Store")
    DESK = "desk", _("Desk")
    DEPARTMENT = "department", _("Department")


class Department(models.Model):
    """A node of the organisation's tree. ``path`` holds the ids from the root, as ``/1/4/9/``.

    ``place`` gives the order: the number among its sisters at each level, as ``0001/0002/``.
    """

    code = models.SlugField(max_length=60, unique=True)
    title = models.JSONField()
    kind = models.CharField(max_length=12, choices=DepartmentKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    head = models.ForeignKey("User", models.SET_NULL, null=True, blank=True, related_name="heads")
    path = models.CharField(max_length=200, db_index=True)
    place = models.CharField(max_length=200, blank=True, db_index=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("place", "path")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=DepartmentKind.values), name="department_kind_known"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="department_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.code


class PersonManager(BaseUserManager["User"]):
    """Looks people up by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class NotifyBy(models.TextChoices):
    """How a person wants notices besides the bell in the app."""

    AT_ONCE = "at-once", _("E-mail at once")
    DIGEST = "digest", _("One e-mail each morning")
    APP = "app", _("Only in the app")


class User(AbstractBaseUser):
    """A person of the organisation who may sign in."""

    username = models.CharField(_("sign-in name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("extension or phone"), max_length=40, blank=True)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="people", verbose_name=_("department"))
    language = models.CharField(
        _("language"), max_length=8, default="zh-hans", choices=[("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
    )
    notify_by = models.CharField(_("notices"), max_length=8, choices=NotifyBy, default=NotifyBy.AT_ONCE)
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(default=False)
    failed_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    objects = PersonManager()

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(notify_by__in=NotifyBy.values), name="user_notify_by_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A role that the running policy names, with the acts it gives; kept in step when a policy is published."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.JSONField()
    acts = models.JSONField(default=list)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-rank", "code")

    def __str__(self) -> str:
        return self.code


class Held(models.Model):
    """A grant: ``user`` holds ``role`` within ``scope`` of ``department``, from ``since`` until ``until``."""

    user = models.ForeignKey(User, models.CASCADE, related_name="held")
    role = models.ForeignKey(Role, models.PROTECT, related_name="held")
    scope = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Scope])
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(scope__in=[s.value for s in Scope]), name="held_scope_known"),
            models.CheckConstraint(
                condition=Q(scope__in=["own", "all"], department=None)
                | Q(scope__in=["department", "subtree"], department__isnull=False),
                name="held_department_iff_scope_needs_it",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="held_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["user", "role", "scope", "department"],
                condition=Q(until=None),
                name="held_once",
            ),
        ]


class Substitution(models.Model):
    """While ``absent`` is away, ``substitute`` acts on what is theirs and gets their notices."""

    absent = models.ForeignKey(User, models.CASCADE, related_name="absences")
    substitute = models.ForeignKey(User, models.CASCADE, related_name="substitutes_for")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="substitution_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitution_by_another"),
        ]


class Token(models.Model):
    """A key for programs, in the name of ``owner``: their rights, narrowed to ``scopes`` (words of ``accounts.scopes``).

    Of the key itself only its SHA-256 is kept; ``prefix`` is its beginning, to tell keys apart. ``minute`` and ``spent``
    count the requests of the running minute, in the database so that several processes agree.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True)
    spent = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.prefix

    def alive(self, at: datetime) -> bool:
        """Whether it opens the door at ``at``, as far as the key itself is concerned."""
        return self.revoked_at is None and at < self.expires_at
