#include "administration.hpp"
#include "attachments.hpp"
#include "bulk.hpp"
#include "calculators.hpp"
#include "calendars.hpp"
#include "calls.hpp"
#include "complaints.hpp"
#include "contacts.hpp"
#include "delivery.hpp"
#include "figures.hpp"
#include "hooks.hpp"
#include "inbound.hpp"
#include "inbox.hpp"
#include "intake.hpp"
#include "live.hpp"
#include "notice_choices.hpp"
#include "platform.hpp"
#include "public_pages.hpp"
#include "queue_views.hpp"
#include "reference.hpp"
#include "send_log.hpp"
#include "services.hpp"
#include "sessions.hpp"
#include "substitutes.hpp"
#include "uploads.hpp"
#include "watch.hpp"
#include "webhooks.hpp"
#include "wordings.hpp"

namespace qingqian::api {

http::Router build_routes(const Services& services) {
    http::Router router;
    complaints::add_routes(router, services);
    attachments::add_routes(router, services);
    uploads::add_routes(router, services);
    sessions::add_routes(router, services);
    reference::add_routes(router, services);
    public_pages::add_routes(router, services);
    calculators::add_routes(router, services);
    calendars::add_routes(router, services);
    calls::add_routes(router, services);
    intake::add_routes(router, services);
    bulk::add_routes(router, services);
    substitutes::add_routes(router, services);
    delivery::add_routes(router, services);
    hooks::add_routes(router, services);
    inbound::add_routes(router, services);
    live::add_routes(router, services);
    notice_choices::add_routes(router, services);
    webhooks::add_routes(router, services);
    watch::add_routes(router, services);
    wordings::add_routes(router, services);
    send_log::add_routes(router, services);
    inbox::add_routes(router, services);
    contacts::add_routes(router, services);
    queue_views::add_routes(router, services);
    figures::add_routes(router, services);
    administration::add_routes(router, services);
    platform::add_routes(router, services);
    return router;
}

}  // namespace qingqian::api
