"""The proof: every exchange in a WARC file, hashed, chained, replayable, without secrets."""

from monitor.evidence.prepared import Prepared
from monitor.evidence.replay_transport import ReplayRecorder, ReplayTransport
from monitor.evidence.writing import Evidence, RunHeader

__all__ = ["Evidence", "Prepared", "ReplayRecorder", "ReplayTransport", "RunHeader"]
