#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "api/call.hpp"
#include "base/decode.hpp"
#include "http/router.hpp"

/// How a handler becomes a route. A handler is a pair of ordinary functions: one does the work inside a
/// transaction, the other renders what came of it. What stands here as a template only wraps them; everything
/// that takes time to compile is in route.cpp.
namespace qingqian::api {

/// Input and result without their types, between the templates and route.cpp.
using Any = std::shared_ptr<const void>;

struct ReadRow {
    std::string method = "GET";
    std::string pattern;
    Access access;
    std::function<base::Result<http::Response>(store::ReadTx&, const Call&)> work{};
    /// What is seen of the case {id} by it ("case", "messages" …): the answer leaves when the read log says
    /// who saw it. Empty: nothing that is logged.
    std::string_view seen{};
    std::string_view seen_place{};  ///< the place of the route that says which, "attachment"
};

struct WriteRow {
    std::string method;
    std::string pattern;
    Access access;
    bool creates = false;  ///< needs Idempotency-Key
    bool changes = false;  ///< needs If-Match
    /// What an administrator does by it, for the admin log; empty where it is none of his acts.
    std::string_view act{};
    std::function<base::Result<Any>(const boost::json::value&)> decode{};  ///< empty: no body
    /// What can be said of the input without the store, on the I/O thread: bad input never reaches the
    /// writer. Its result takes the input's place.
    std::function<base::Result<Any>(const Call&, const void* input)> prepare{};
    std::function<base::Result<Any>(store::WriteTx&, const Call&, const void* input)> work{};
    /// Renders on the connection's I/O thread …
    std::function<http::Response(const Call&, const void* result)> render{};
    /// … or, where that needs the store again, on a reader.
    std::function<base::Result<http::Response>(store::ReadTx&, const Call&, const void* result)> read_back{};
};

/// A route that reads: session, rights and handler in one snapshot.
http::Route make(const Services& services, ReadRow row);
/// A route that writes: session and rights on a reader before the body is read, then the input is decoded on
/// the I/O thread, then one unit of work, which asks for session and rights again.
http::Route make(const Services& services, WriteRow row);

template <class In>
std::function<base::Result<Any>(const boost::json::value&)> decoder() {
    return [](const boost::json::value& value) -> base::Result<Any> {
        auto input = base::decode<In>(value);
        if (!input) return std::unexpected(std::move(input.error()));
        return std::make_shared<const In>(std::move(*input));
    };
}

template <class In, class Out>
auto worker(base::Result<Out> (*work)(store::WriteTx&, const Call&, const In&)) {
    return [work](store::WriteTx& tx, const Call& call, const void* input) -> base::Result<Any> {
        auto result = work(tx, call, *static_cast<const In*>(input));
        if (!result) return std::unexpected(std::move(result.error()));
        return std::make_shared<const Out>(std::move(*result));
    };
}

/// Puts `prepare` between decoding `In` and the work, which takes `Prepared` then.
template <class In, class Prepared>
void prepared(WriteRow& row, base::Result<Prepared> (*prepare)(const Call&, const In&)) {
    row.decode = decoder<In>();
    row.prepare = [prepare](const Call& call, const void* input) -> base::Result<Any> {
        auto result = prepare(call, *static_cast<const In*>(input));
        if (!result) return std::unexpected(std::move(result.error()));
        return std::make_shared<const Prepared>(std::move(*result));
    };
}

/// A row of a writing route without a body that is decoded by type; `prepared` adds the decoding.
template <class In, class Out>
WriteRow write_prepared(std::string method, std::string pattern, Access access,
                        base::Result<Out> (*work)(store::WriteTx&, const Call&, const In&),
                        http::Response (*render)(const Call&, const Out&)) {
    WriteRow row{.method = std::move(method), .pattern = std::move(pattern), .access = access};
    row.work = worker<In, Out>(work);
    row.render = [render](const Call& call, const void* result) {
        return render(call, *static_cast<const Out*>(result));
    };
    return row;
}

/// A row of a writing route whose result is rendered without the store.
template <class In, class Out>
WriteRow write(std::string method, std::string pattern, Access access,
               base::Result<Out> (*work)(store::WriteTx&, const Call&, const In&),
               http::Response (*render)(const Call&, const Out&)) {
    auto row = write_prepared(std::move(method), std::move(pattern), access, work, render);
    row.decode = decoder<In>();
    return row;
}

/// A row of a writing route whose answer shows the case as it is after the commit.
template <class In, class Out>
WriteRow write(std::string method, std::string pattern, Access access,
               base::Result<Out> (*work)(store::WriteTx&, const Call&, const In&),
               base::Result<http::Response> (*read_back)(store::ReadTx&, const Call&, const Out&)) {
    WriteRow row{.method = std::move(method), .pattern = std::move(pattern), .access = access};
    row.decode = decoder<In>();
    row.work = worker<In, Out>(work);
    row.read_back = [read_back](store::ReadTx& tx, const Call& call, const void* result) {
        return read_back(tx, call, *static_cast<const Out*>(result));
    };
    return row;
}

/// A row of a writing route without a body, answered by 204.
WriteRow remove(std::string pattern, Access access, base::Result<bool> (*work)(store::WriteTx&, const Call&));

inline ReadRow read(std::string pattern, Access access,
                    base::Result<http::Response> (*work)(store::ReadTx&, const Call&)) {
    return {.pattern = std::move(pattern), .access = access, .work = work};
}

/// The same where what is seen is logged.
inline ReadRow read_logged(std::string pattern, Access access,
                           base::Result<http::Response> (*work)(store::ReadTx&, const Call&),
                           std::string_view seen, std::string_view seen_place = {}) {
    return {.pattern = std::move(pattern),
            .access = access,
            .work = work,
            .seen = seen,
            .seen_place = seen_place};
}

/// A writing row as an act of an administrator.
inline WriteRow act(std::string_view name, WriteRow row) {
    row.act = name;
    return row;
}

/// Admission of a route that is neither: who it is, found out on a reader before the body; the exchange's
/// context is the Principal then.
std::function<void(const http::RequestHead&, http::Admitted)> admission(const Services& services,
                                                                        Access access, bool creates,
                                                                        bool changes);

/// The request of an exchange. `keyed`: hashes the body for the Idempotency-Key.
std::shared_ptr<const Request> request_of(const Services& services, std::shared_ptr<http::Exchange> exchange,
                                          bool keyed);

/// Writes the session's `seen_at` when that is due; nobody waits for it.
void touch(const Services& services, const identity::Principal& principal);

}  // namespace qingqian::api
