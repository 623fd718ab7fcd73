"""The addresses of accounts. Allauth's pages are named one by one: what has no line here does not exist."""

from django.urls import path

from amparo.accounts import factors, views

urlpatterns = [
    path("sign-in/", factors.sign_in, name="account_login"),
    path("sign-in/code/", factors.second_factor, name="mfa_authenticate"),
    path("sign-out/", factors.sign_out, name="account_logout"),
    path("join/<uuid:invitation>/", views.join, name="join"),
    path("account/", views.account, name="account"),
    path("account/language/", views.language, name="account_language"),
    path("account/address/", views.address, name="account_address"),
    path("account/password/", views.password, name="account_password"),
    path("account/visits/", views.end_visits, name="account_visits"),
    path("account/institution/", views.switch, name="account_switch"),
    path("account/confirm/", factors.confirm, name="account_reauthenticate"),
    path("account/second-factor/", factors.factors, name="mfa_index"),
    path("account/second-factor/app/", factors.add_app, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", factors.remove_app, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", factors.codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", factors.new_codes, name="mfa_generate_recovery_codes"),
    path("account/second-factor/keys/", factors.security_keys, name="mfa_list_webauthn"),
    path("account/second-factor/keys/add/", factors.add_security_key, name="mfa_add_webauthn"),
    path(
        "account/second-factor/keys/<int:pk>/remove/",
        factors.remove_security_key,
        name="mfa_remove_webauthn",
    ),
    path("members/", views.members, name="members"),
    path("members/invite/", views.invite, name="member_invite"),
    path("members/key/", views.renew_keys, name="institution_renew_keys"),
    path("members/<uuid:membership>/again/", views.invite_again, name="member_invite_again"),
    path("members/<uuid:membership>/remove/", views.remove, name="member_remove"),
    path("members/invitations/<uuid:invitation>/withdraw/", views.withdraw, name="invitation_withdraw"),
]
