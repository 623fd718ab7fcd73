"""Reading what a browser posts, also from a phone that does not speak UTF-8."""

from django.http import HttpRequest, QueryDict

_LOST = "�"


def read_post(request: HttpRequest) -> QueryDict:
    """The posted fields. A body that is not UTF-8 is read as Windows-1252, as old phones send it."""
    posted = request.POST
    if request.content_type != "application/x-www-form-urlencoded":
        return posted
    if not any(_LOST in value for values in dict(posted.lists()).values() for value in values):
        return posted
    older = QueryDict(request.body, encoding="cp1252")
    return posted if "%EF%BF%BD" in request.body.decode("ascii", "replace").upper() else older
