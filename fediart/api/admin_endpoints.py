"""What those who run an instance do in their apps (docs.joinmastodon.org/methods/admin)."""

from __future__ import annotations

from typing import Final

from fediart.api import admin_domains, admin_doors, admin_measures, admin_people, admin_reports
from fediart.api.endpoint import Endpoint, delete, get, post, put

_PEOPLE: Final = "approve sign-ups"
_REPORTS: Final = "handle reports"
_DOMAINS: Final = "block domains"
_NETWORKS: Final = "suspend"
_MAIL_READ: Final = "admin:read:email_domain_blocks"
_MAIL_WRITE: Final = "admin:write:email_domain_blocks"

ADMIN: tuple[Endpoint, ...] = (
    get("/api/v2/admin/accounts", admin_people.listed, "admin:read:accounts", deed=_PEOPLE),
    get("/api/v1/admin/accounts", admin_people.listed_v1, "admin:read:accounts", deed=_PEOPLE),
    get("/api/v1/admin/accounts/{id}", admin_people.show, "admin:read:accounts", deed=_PEOPLE),
    post("/api/v1/admin/accounts/{id}/approve", admin_people.approve, "admin:write:accounts", deed=_PEOPLE),
    post("/api/v1/admin/accounts/{id}/reject", admin_people.reject, "admin:write:accounts", deed=_PEOPLE),
    post("/api/v1/admin/accounts/{id}/action", admin_people.act, "admin:write:accounts", deed=_PEOPLE),
    post("/api/v1/admin/accounts/{id}/unsuspend", admin_people.unsuspend, "admin:write:accounts", deed=_PEOPLE),
    post("/api/v1/admin/accounts/{id}/enable", admin_people.enable, "admin:write:accounts", deed=_PEOPLE),
    post("/api/v1/admin/accounts/{id}/unsilence", admin_people.unsilence, "admin:write:accounts", deed=_PEOPLE),
    post("/api/v1/admin/accounts/{id}/unsensitive", admin_people.unsensitive, "admin:write:accounts", deed=_PEOPLE),
    delete("/api/v1/admin/accounts/{id}", admin_people.delete, "admin:write:accounts", deed=_NETWORKS),
    get("/api/v1/admin/reports", admin_reports.listed, "admin:read:reports", deed=_REPORTS),
    get("/api/v1/admin/reports/{id}", admin_reports.show, "admin:read:reports", deed=_REPORTS),
    post("/api/v1/admin/reports/{id}/resolve", admin_reports.resolve, "admin:write:reports", deed=_REPORTS),
    post("/api/v1/admin/reports/{id}/reopen", admin_reports.reopen, "admin:write:reports", deed=_REPORTS),
    post("/api/v1/admin/reports/{id}/assign_to_self", admin_reports.take, "admin:write:reports", deed=_REPORTS),
    post("/api/v1/admin/reports/{id}/unassign", admin_reports.let_go, "admin:write:reports", deed=_REPORTS),
    put("/api/v1/admin/reports/{id}", admin_reports.change, "admin:write:reports", deed=_REPORTS),
    get("/api/v1/admin/domain_blocks", admin_domains.listed, "admin:read:domain_blocks", deed=_DOMAINS),
    post("/api/v1/admin/domain_blocks", admin_domains.make, "admin:write:domain_blocks", deed=_DOMAINS),
    get("/api/v1/admin/domain_blocks/{domain}", admin_domains.show, "admin:read:domain_blocks", deed=_DOMAINS),
    put("/api/v1/admin/domain_blocks/{domain}", admin_domains.change, "admin:write:domain_blocks", deed=_DOMAINS),
    delete("/api/v1/admin/domain_blocks/{domain}", admin_domains.remove, "admin:write:domain_blocks", deed=_DOMAINS),
    get("/api/v1/admin/domain_allows", admin_domains.allows, "admin:read:domain_allows", deed=_DOMAINS),
    post("/api/v1/admin/domain_allows", admin_domains.allow, "admin:write:domain_allows", deed=_DOMAINS),
    get("/api/v1/admin/domain_allows/{domain}", admin_domains.show_allow, "admin:read:domain_allows", deed=_DOMAINS),
    delete("/api/v1/admin/domain_allows/{domain}", admin_domains.disallow, "admin:write:domain_allows", deed=_DOMAINS),
    get("/api/v1/admin/email_domain_blocks", admin_doors.mail_domains, _MAIL_READ, deed=_PEOPLE),
    post(
        "/api/v1/admin/email_domain_blocks",
        admin_doors.add_mail_domain,
        _MAIL_WRITE,
        deed=_PEOPLE,
    ),
    get(
        "/api/v1/admin/email_domain_blocks/{id}",
        admin_doors.show_mail_domain,
        _MAIL_READ,
        deed=_PEOPLE,
    ),
    delete(
        "/api/v1/admin/email_domain_blocks/{id}",
        admin_doors.drop_mail_domain,
        _MAIL_WRITE,
        deed=_PEOPLE,
    ),
    get("/api/v1/admin/ip_blocks", admin_doors.networks, "admin:read:ip_blocks", deed=_NETWORKS),
    post("/api/v1/admin/ip_blocks", admin_doors.add_network, "admin:write:ip_blocks", deed=_NETWORKS),
    get("/api/v1/admin/ip_blocks/{id}", admin_doors.show_network, "admin:read:ip_blocks", deed=_NETWORKS),
    put("/api/v1/admin/ip_blocks/{id}", admin_doors.change_network, "admin:write:ip_blocks", deed=_NETWORKS),
    delete("/api/v1/admin/ip_blocks/{id}", admin_doors.drop_network, "admin:write:ip_blocks", deed=_NETWORKS),
    post("/api/v1/admin/measures", admin_measures.measures, "admin:read", deed=_REPORTS),
    post("/api/v1/admin/dimensions", admin_measures.dimensions, "admin:read", deed=_REPORTS),
)
