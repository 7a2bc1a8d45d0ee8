#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// Makes the storable hash of a password (Argon2id).
using PasswordHasher = std::function<std::string(std::string_view password)>;

/// Where the demo's files of evidence go: makes `content` durable under its SHA-256 and returns that in hex.
using BlobWriter = std::function<std::string(std::string_view content)>;

struct DemoOptions {
    std::int64_t cases = 200;
    std::uint64_t seed = 1;
    base::UtcMillis now = 0;       ///< the youngest event lies shortly before
    BlobWriter blobs;              ///< empty: no attachments
    PasswordHasher hash_password;  ///< empty: the demo accounts cannot sign in
    std::function<void(std::int64_t)> progress;
};

/// A demo account as the command line prints it.
struct DemoLogin {
    std::string login;
    std::string password;
    std::string name;
    std::string role;
    std::string body;
};

struct DemoReport {
    std::int64_t cases = 0;
    std::int64_t events = 0;
    std::vector<DemoLogin> logins;
    std::string tracking_number;  ///< a case to follow as its complainant
    std::string tracking_code;
    std::string tracking_credit_code_tail;
};

/// The demo's departments and officers; nothing when they are there. The password is hashed once and shared
/// by all demo accounts.
std::vector<DemoLogin> seed_people(store::WriteTx& tx, const PasswordHasher& hash_password);

/// Fills a database with a believable province: departments, officers of every role, and `cases` complaints
/// in every reachable state, made by `file` and `perform` themselves with times spread over the past months.
/// The same seed and `now` yield the same cases. Their messages are `skipped` with reason `demo_data`: none
/// is ever sent.
base::Result<DemoReport> seed_demo(store::Store& store, const Settings& settings, const DemoOptions& options);

}  // namespace qingqian::cases
