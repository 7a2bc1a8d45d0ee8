#include "send_log.hpp"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "api/access.hpp"
#include "api/route.hpp"
#include "api/send_log_query.hpp"

namespace qingqian::api::send_log {
namespace {

using Shown = base::Result<http::Response>;

constexpr Access log_readers{.officer = true, .right = "work", .other_right = "administer"};

Shown list(store::ReadTx& tx, const Call& call) {
    const auto reader = question(tx, call, Asked::list);
    if (!reader) return std::unexpected(reader.error());
    const auto page = store::send_log::list(tx, reader->query);
    if (!page) return std::unexpected(page.error());
    return answer(200, cases::send_log_json(*page, reader->content));
}

Shown count(store::ReadTx& tx, const Call& call) {
    const auto reader = question(tx, call, Asked::count);
    if (!reader) return std::unexpected(reader.error());
    return answer(200, {{"count", store::send_log::count(tx, reader->query)}});
}

Shown figures(store::ReadTx& tx, const Call& call) {
    const auto reader = question(tx, call, Asked::count);
    if (!reader) return std::unexpected(reader.error());
    return answer(200, cases::send_figures_json(tx, reader->query));
}

Shown one(store::ReadTx& tx, const Call& call) {
    auto found = cases::sent_message_json(tx, cases::log_reader(call.environment(), call.actor()),
                                          call.place("message"));
    if (!found) return std::unexpected(std::move(found.error()));
    return answer(200, std::move(*found));
}

/// An export in the making: a page at a time from a reader, written by a worker into a file without a name,
/// so that neither the memory nor a snapshot grows with it.
class Export : public std::enable_shared_from_this<Export> {
  public:
    Export(const Services& services, std::shared_ptr<const Request> request)
        : services_(services), request_(std::move(request)) {}

    void begin() {
        std::string name = (std::filesystem::temp_directory_path() / "qingqian-export-XXXXXX").string();
        const int fd = ::mkstemp(name.data());
        if (fd < 0) return refuse(base::problem("internal"));
        ::unlink(name.c_str());
        file_ = std::make_shared<const http::Descriptor>(fd);
        pending_ = cases::send_log_heading();
        next_page();
    }

  private:
    static constexpr std::size_t page_size = 1000;
    static constexpr std::size_t rows_max = 200'000;

    struct Part {
        std::string lines;
        std::size_t rows = 0;
        std::string next;
    };

    void next_page() {
        services_.store.read<Part>([self = shared_from_this()](store::ReadTx& tx) { return self->read(tx); },
                                   [self = shared_from_this()](base::Result<Part> part) {
                                       if (!part) return self->refuse(part.error());
                                       self->write(std::move(*part));
                                   });
    }

    base::Result<Part> read(store::ReadTx& tx) const {
        // Asked again for every page: a right that was taken away ends the export.
        const auto principal = authorise(tx, *request_, log_readers);
        if (!principal) return std::unexpected(principal.error());
        auto reader = question(tx, Call{*request_, *principal}, Asked::count);
        if (!reader) return std::unexpected(reader.error());
        reader->query.after = after_;
        reader->query.limit = page_size;
        const auto page = store::send_log::list(tx, reader->query);
        if (!page) return std::unexpected(page.error());
        Part part{{}, page->rows.size(), page->next};
        for (const auto& row : page->rows) part.lines += cases::send_log_line(row, reader->content);
        return part;
    }

    void write(Part part) {
        rows_ += part.rows;
        if (rows_ > rows_max)
            return refuse(base::problem("export_too_large", {{"max", std::to_string(rows_max)}}));
        pending_ += part.lines;
        after_ = std::move(part.next);
        const bool queued = services_.workers.submit([self = shared_from_this()] {
            if (!self->flush()) return self->refuse(base::problem("internal"));
            if (!self->after_.empty()) return self->next_page();
            self->deliver();
        });
        if (!queued) refuse(base::problem("overloaded", {{"seconds", "1"}}));
    }

    bool flush() {
        std::size_t written = 0;
        while (written < pending_.size()) {
            const auto count = ::write(file_->get(), pending_.data() + written, pending_.size() - written);
            if (count < 0) return false;
            written += static_cast<std::size_t>(count);
        }
        pending_.clear();
        return true;
    }

    void deliver() {
        http::Response response;
        response.set("Content-Type", "text/csv; charset=utf-8");
        response.set("Content-Disposition", "attachment; filename=\"send-log.csv\"");
        response.body = http::File{{}, file_, 0, std::nullopt};
        request_->exchange->respond(std::move(response));
    }

    void refuse(const base::Problem& problem) { request_->exchange->respond(problem); }

    const Services& services_;
    std::shared_ptr<const Request> request_;
    std::shared_ptr<const http::Descriptor> file_;
    std::string pending_;
    std::string after_;
    std::size_t rows_ = 0;
};

http::Route export_route(const Services& services) {
    http::Route route;
    route.method = "GET";
    route.pattern = "/api/v1/send-log/export";
    route.admit = admission(services, log_readers, false, false);
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        std::make_shared<Export>(services, request_of(services, std::move(exchange), false))->begin();
    };
    return route;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(make(services, read("/api/v1/send-log", log_readers, list)));
    router.add(make(services, read("/api/v1/send-log/count", log_readers, count)));
    router.add(make(services, read("/api/v1/send-log/figures", log_readers, figures)));
    router.add(export_route(services));
    router.add(make(services, read("/api/v1/send-log/{message}", log_readers, one)));
}

}  // namespace qingqian::api::send_log
