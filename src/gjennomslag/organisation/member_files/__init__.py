"""Files of members from member systems: tables and Hypersys' JSON, read as a stream. No database."""

from gjennomslag.organisation.member_files.faults import Fault, FaultCode, FaultTally, FileFault, UnreadableFileError
from gjennomslag.organisation.member_files.reader import MemberFile, MemberRow, open_member_file, titles_of

__all__ = [
    "Fault",
    "FaultCode",
    "FaultTally",
    "FileFault",
    "MemberFile",
    "MemberRow",
    "UnreadableFileError",
    "open_member_file",
    "titles_of",
]
