"""A file on its way in: sealed chunk by chunk as it arrives, so that it never lies on a disk in the clear."""

import hashlib
import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from amparo.kernel import clock, sealing
from amparo.kernel.streams import Sealer
from amparo.leads.collections.heads import LOOKED_AT
from amparo.leads.models.collection import file_context

ABANDONED = timedelta(hours=24)


class SealedFile(UploadedFile):  # type: ignore[type-arg]  # it takes none when the program runs
    """A file that lies sealed under a key of its own, and belongs to no collection yet."""

    def __init__(self, name: str, size: int, digest: bytes, arrival: "Arrival") -> None:
        super().__init__(file=None, name=name, size=size)
        self.head = bytes(arrival.head)
        self.digest, self.pk, self.key, self.path = digest, arrival.pk, arrival.key, arrival.path

    def discard(self) -> None:
        """Nobody wants it."""
        self.path.unlink(missing_ok=True)


class Arrival:
    """One file while it arrives; `pk` is to be the collection's."""

    def __init__(self) -> None:
        self.pk, self.key, self.head = uuid.uuid4(), sealing.new_key(), bytearray()
        self.path = folder() / f"{self.pk}.arriving"
        self._sink: BinaryIO = os.fdopen(
            os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )
        self._sealer = Sealer(self._sink, self.key, file_context(self.pk))
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """The next bytes."""
        self.head += data[: LOOKED_AT - len(self.head)]
        self._hash.update(data)
        self._sealer.write(data)

    def whole(self, name: str, size: int) -> SealedFile:
        """All of it is there, and on the disk."""
        self._sealer.close()
        self._sink.flush()
        os.fsync(self._sink.fileno())
        self._sink.close()
        return SealedFile(name, size, self._hash.digest(), self)

    def broken(self) -> None:
        """It stopped on the way."""
        self._sink.close()
        self.path.unlink(missing_ok=True)


class SealingHandler(FileUploadHandler):
    """Django hands it the file in chunks; it keeps none of them."""

    chunk_size = 2**20

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._arrival: Arrival | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A second file in one request is refused."""
        super().new_file(*args, **kwargs)
        if self._arrival is not None:
            raise StopUpload(connection_reset=True)
        self._arrival = Arrival()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal it, and pass nothing on."""
        if self._arrival is not None:
            self._arrival.write(raw_data)

    def file_complete(self, file_size: int) -> SealedFile | None:
        """What the form gets."""
        return self._arrival.whole(self.file_name or "", file_size) if self._arrival else None

    def upload_interrupted(self) -> None:
        """The connection broke."""
        if self._arrival is not None:
            self._arrival.broken()


def folder() -> Path:
    """Where sealed files lie, for the owner's eyes only."""
    path = Path(settings.AMPARO_COLLECTIONS)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def largest() -> int:
    """Bytes of the largest file that is taken."""
    return int(settings.AMPARO_COLLECTION_MB) * 2**20


def forget_abandoned() -> None:
    """Files that arrived and became no collection within a day: their keys are gone already."""
    for path in folder().glob("*.arriving"):
        if clock.now().timestamp() - path.stat().st_mtime > ABANDONED.total_seconds():
            path.unlink(missing_ok=True)
