from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "suppliers"
    verbose_name = "fournisseurs"

    def ready(self) -> None:
        """Teach the register, which is below, the sentences of the acts written here."""
        from needs import acts
        from suppliers.acts import FAMILIES, SENTENCES

        acts.SENTENCES.update(SENTENCES)
        acts.FAMILIES.update(FAMILIES)
