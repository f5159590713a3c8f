"""How the members of a project choose to buy together."""

from __future__ import annotations

from django import forms

from needs.models import JointPurchase


class JointPurchaseForm(forms.ModelForm):
    class Meta:
        model = JointPurchase
        fields = ("mission", "committee", "permanent", "costs_shared", "withdrawal_months")
        widgets = {"mission": forms.RadioSelect, "committee": forms.RadioSelect}
        help_texts = {
            "mission": "Art. L2113-7 : la solidarité des membres ne couvre que ce qui est mené au "
            "nom de tous.",
            "committee": "Art. L1414-3 du code général des collectivités territoriales.",
        }
