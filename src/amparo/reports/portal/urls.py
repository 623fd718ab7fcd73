"""The portal's addresses. None carries a receipt, an answer or anything else of a reporter's."""

from django.urls import path

from amparo.reports.portal import asking, coming_back, sending

urlpatterns = [
    path("report/", asking.start, name="report"),
    path("report/lost/", asking.lost, name="report_lost"),
    path("report/call-now/", asking.danger, name="report_danger"),
    path("report/check/", sending.check, name="report_check"),
    path("report/sent/", sending.sent, name="report_sent"),
    path("report/throw-away/", asking.throw_away, name="report_throw_away"),
    path("report/<slug:key>/", asking.question, name="report_question"),
    path("return/", coming_back.come_back, name="return"),
    path("return/report/", coming_back.visit, name="visit"),
    path("return/withdraw/", coming_back.withdraw, name="withdraw"),
    path("return/end/", coming_back.end_visit, name="end_visit"),
    path("leave/", sending.leave, name="leave"),
]
