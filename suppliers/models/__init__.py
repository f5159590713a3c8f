from suppliers.models.act import RecordAct
from suppliers.models.alert import Alert, AlertKind, Frequency, Subscriber
from suppliers.models.certificate import Certificate, ClientReference
from suppliers.models.claim import Claim, ClaimStatus, DecidedMeanwhile
from suppliers.models.declaration import Ability, Declaration
from suppliers.models.match import MatchRun
from suppliers.models.network import MemberStatus, NetworkMember, networks_of
from suppliers.models.posting import Entry, Mark, Posting, Slip, SupplierReading, Term
from suppliers.models.proof import EssProof
from suppliers.models.provenance import Intake, Provenance
from suppliers.models.supplier import Activity, Supplier

__all__ = [
    "Ability",
    "Activity",
    "Alert",
    "AlertKind",
    "Certificate",
    "Claim",
    "ClaimStatus",
    "ClientReference",
    "DecidedMeanwhile",
    "Declaration",
    "Entry",
    "EssProof",
    "Intake",
    "Frequency",
    "Mark",
    "MatchRun",
    "MemberStatus",
    "NetworkMember",
    "Posting",
    "Provenance",
    "RecordAct",
    "Slip",
    "Subscriber",
    "Supplier",
    "SupplierReading",
    "Term",
    "networks_of",
]
