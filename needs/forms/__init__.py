"""What people type about needs and projects, turned into values of the domain."""

from needs.forms.discussion import CommentForm, DiscussionForm
from needs.forms.facts import CorrectionForm
from needs.forms.imports import ImportForm, MappingForm
from needs.forms.joint_purchase import JointPurchaseForm
from needs.forms.parts import SheetPartForm, SiteForm, VolumeForm
from needs.forms.project import BringForm, JoinForm, MemberForm, ProjectForm
from needs.forms.project_team import LeadRightForm, OwnerForm, RightForm, TeammateForm
from needs.forms.questionnaire import SectionForm
from needs.forms.register import RegisterFilterForm
from needs.forms.scenario import ScenarioForm
from needs.forms.sheet import BUYER_ROLES, NeedForm, SendBackForm
from needs.forms.team import ContributorForm, HandOverForm

__all__ = [
    "BUYER_ROLES",
    "BringForm",
    "CommentForm",
    "ContributorForm",
    "CorrectionForm",
    "DiscussionForm",
    "ImportForm",
    "HandOverForm",
    "JoinForm",
    "JointPurchaseForm",
    "LeadRightForm",
    "MappingForm",
    "MemberForm",
    "NeedForm",
    "OwnerForm",
    "ProjectForm",
    "RegisterFilterForm",
    "RightForm",
    "ScenarioForm",
    "SectionForm",
    "SendBackForm",
    "SheetPartForm",
    "SiteForm",
    "TeammateForm",
    "VolumeForm",
]
