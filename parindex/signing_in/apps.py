from django.apps import AppConfig


class SigningInConfig(AppConfig):
    name = "parindex.signing_in"

    def ready(self) -> None:
        from parindex.signing_in import events  # noqa: F401  # it connects its receivers
