"""What suppliers say to one another: an announcement, a group, a part, a task, a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from procurement.file_fields import CheckedFileField
from tenders.forms.tender import DATE
from tenders.models import (
    Consortium,
    ConsortiumMember,
    ConsortiumMessage,
    ConsortiumTask,
    PartnerNotice,
)

MOST_COMPONENTS = 12
LONGEST_COMPONENT = 60


class ComponentsField(forms.MultipleChoiceField):
    """The need's components, ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, components: Sequence[str], **kwargs: Any) -> None:
        super().__init__(choices=[(name, name) for name in components], required=False, **kwargs)


class WithComponents(forms.ModelForm):
    """`others` are skills that the need does not name, one a line."""

    others = forms.CharField(
        label="Autres compétences, une par ligne",
        required=False,
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, components: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = list(self.instance.components)
        self.fields["components"] = ComponentsField(
            components, label="Ce que vous couvrez du besoin", initial=held
        )
        self.fields["others"].initial = "\n".join(c for c in held if c not in components)
        if not components:
            del self.fields["components"]
        self.order_fields(["role", "offers", "seeks", "components", "others"])

    def clean_others(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["others"].splitlines()]
        named = list(dict.fromkeys(line for line in lines if line))
        if any(len(line) > LONGEST_COMPONENT for line in named):
            raise forms.ValidationError(f"{LONGEST_COMPONENT} signes au plus par compétence.")
        if len(named) > MOST_COMPONENTS:
            raise forms.ValidationError(f"{MOST_COMPONENTS} compétences au plus.")
        return named

    def save(self, commit: bool = True) -> Any:
        ticked = self.cleaned_data.get("components", [])
        self.instance.components = [*ticked, *self.cleaned_data["others"]]
        return super().save(commit)


class NoticeForm(WithComponents):
    class Meta:
        model = PartnerNotice
        fields = ["offers", "seeks", "contact"]
        widgets = {
            "offers": forms.Textarea(attrs={"rows": 2}),
            "seeks": forms.Textarea(attrs={"rows": 2}),
        }


class FoundForm(forms.ModelForm):
    class Meta:
        model = Consortium
        fields = ["name"]


class ConsortiumForm(forms.ModelForm):
    """Name, form and lead: what all members share."""

    lead = forms.ModelChoiceField(
        ConsortiumMember.objects.none(),
        label="Mandataire",
        help_text="Il dépose l'offre et parle pour tous (R2142-24).",
    )

    class Meta:
        model = Consortium
        fields = ["name", "form", "is_open"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        joined = [member.pk for member in self.instance.joined()]
        self.fields["lead"].queryset = self.instance.members.filter(pk__in=joined).select_related(
            "invitation"
        )
        leads = [member for member in self.instance.joined() if member.is_lead]
        self.fields["lead"].initial = leads[0].pk if leads else None


class PartForm(WithComponents):
    class Meta:
        model = ConsortiumMember
        fields = ["role", "share"]
        help_texts = {"share": "Visible des membres du groupement seulement."}


class TaskForm(forms.ModelForm):
    class Meta:
        model = ConsortiumTask
        fields = ["title", "owner", "due_on"]
        widgets = {"due_on": DATE}

    def __init__(self, *args: Any, consortium: Consortium, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        joined = [member.pk for member in consortium.joined()]
        self.fields["owner"].queryset = consortium.members.filter(pk__in=joined).select_related(
            "invitation"
        )
        self.fields["owner"].empty_label = "à décider"


class LeaveForm(forms.Form):
    """Why a member leaves: the others read it, and the buyer if the group has answered."""

    reason = forms.CharField(
        label="Motif (facultatif)",
        required=False,
        max_length=300,
        help_text="Lu par les autres membres, et par l'acheteur si le groupement a déjà répondu.",
    )


class MessageForm(forms.ModelForm):
    class Meta:
        model = ConsortiumMessage
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class GroupFileForm(forms.Form):
    file = CheckedFileField(label="Document à partager dans le groupement")
