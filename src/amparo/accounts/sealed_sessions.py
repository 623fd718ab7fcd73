"""Django's database sessions, sealed: a dump shows how many visits there are and nothing of what is in them.

The person key inside is sealed once more, under the browser's cookie (see session.py). This outer seal is
for everything else that a visit holds for a while: a second factor that is being set up, a draft, a message.
"""

import base64
from typing import Any

from django.contrib.sessions.backends import db

from amparo.kernel import sealing
from amparo.kernel.errors import SealBroken


class SessionStore(db.SessionStore):
    """Seals the data under a server key, bound to the session's own key."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = self.serializer().dumps(session_dict)
        return base64.b64encode(sealing.seal(plain, self._server_key(), self._context())).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            plain = sealing.open_sealed(base64.b64decode(session_data), self._server_key(), self._context())
            opened: dict[str, Any] = self.serializer().loads(plain)
            return opened
        except (SealBroken, ValueError):
            return {}  # as Django does for a session that it cannot read: an empty visit

    def _context(self) -> sealing.Context:
        return ("sessions.Session", self.session_key or "", "session_data")

    @staticmethod
    def _server_key() -> bytes:
        return sealing.derive("sessions")
