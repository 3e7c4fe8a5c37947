"""What people choose for themselves."""

from redress.accounts.models import User


def set_language(user: User, language: str) -> None:
    """Keep the language (a code of ``settings.LANGUAGES``) in which ``user`` reads pages and notices."""
    User.objects.filter(pk=user.pk).update(language=language)
