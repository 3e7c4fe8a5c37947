"""What people choose for themselves."""

from redress.accounts.models import User


def set_language(user: User, language: str) -> None:
    """Keep the language (a code of ``settings.LANGUAGES``) in which ``user`` reads pages and notices."""
    User.objects.filter(pk=user.pk).update(language=language)


def set_notify_by(user: User, how: str) -> None:
    """Keep how ``user`` wants notices besides the bell (a value of ``NotifyBy``)."""
    User.objects.filter(pk=user.pk).update(notify_by=how)
