"""Who complains: one row a party, contact data encrypted, found by blind indexes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy
from encrypted_fields.fields import EncryptedCharField, EncryptedJSONField


class Customer(models.Model):
    """A customer, vendor, colleague, organisation or group representative.

    ``contact`` holds phone, email, address and whatever else personal a pack's form asks, by key.
    ``phone_index`` and ``phone_end_index`` are keyed hashes of the whole number and of its last four
    digits, ``name_index`` of the name: equality can be searched, the data cannot be read from them.
    ``mail_failed_at`` says since when the e-mail address is known to take no mail, ``mail_failed_why`` in the words of the mail server.
    """

    class Kind(models.TextChoices):
        CUSTOMER = "customer", pgettext_lazy("party", "Customer")
        VENDOR = "vendor", pgettext_lazy("party", "Vendor")
        COLLEAGUE = "colleague", pgettext_lazy("party", "Colleague")
        THIRD_PARTY = "third_party", pgettext_lazy("party", "Third party")
        GROUP = "group", pgettext_lazy("party", "Group with a representative")
        ANONYMOUS = "anonymous", pgettext_lazy("party", "Anonymous")

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CUSTOMER)
    number = models.CharField(max_length=40, unique=True)
    name = EncryptedCharField(max_length=400)
    contact = EncryptedJSONField(default=dict)
    name_index = models.CharField(max_length=24, db_index=True)
    phone_index = models.CharField(max_length=24, db_index=True, blank=True)
    phone_end_index = models.CharField(max_length=24, db_index=True, blank=True)
    tier = models.CharField(max_length=40, blank=True)
    preferences = models.JSONField(default=dict)
    mail_failed_at = models.DateTimeField(null=True, blank=True)
    mail_failed_why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["customer", "vendor", "colleague", "third_party", "group", "anonymous"]),
                name="customer_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Representative(models.Model):
    """A party who speaks for the group whose case it is; one of them ``signs`` for it."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="representatives")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    signs = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "customer"], name="representative_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(signs=True), name="representative_signs_alone"),
        ]
