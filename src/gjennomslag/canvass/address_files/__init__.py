"""Kartverket's address files as they are downloaded, read as a stream. No database."""

from gjennomslag.canvass.address_files.chunks import AddressRow
from gjennomslag.canvass.address_files.faults import Fault, FaultCode, FaultTally, FileFault, UnreadableFileError
from gjennomslag.canvass.address_files.layout import Product
from gjennomslag.canvass.address_files.reader import AddressFile, open_address_file

__all__ = [
    "AddressFile",
    "AddressRow",
    "Fault",
    "FaultCode",
    "FaultTally",
    "FileFault",
    "Product",
    "UnreadableFileError",
    "open_address_file",
]
