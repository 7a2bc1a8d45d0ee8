#include "upload.hpp"

#include <openssl/evp.h>

#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "file_type.hpp"
#include "limits.hpp"

namespace qingqian::files {
namespace {

constexpr std::size_t piece = 128 * 1024;

base::Problem disk_failed(const char* detail) {
    auto problem = base::problem("unavailable", {{"seconds", "10"}});
    problem.extra["retry_after"] = 10;
    problem.log_detail = detail;
    return problem;
}

/// One upload: two buffers, one being filled by the socket while the other is being written.
class Upload : public std::enable_shared_from_this<Upload> {
  public:
    using Done = std::move_only_function<void(base::Result<Received>)>;

    Upload(std::shared_ptr<http::Exchange> exchange, const BlobStore& blobs, http::Workers& workers,
           UploadTerms terms, Done done)
        : exchange_(std::move(exchange)),
          blobs_(blobs),
          workers_(workers),
          terms_(std::move(terms)),
          done_(std::move(done)),
          filling_(piece),
          writing_(piece) {}

    void read_on() {
        exchange_->read(std::span(filling_).subspan(filled_),
                        [self = shared_from_this()](base::Result<std::size_t> count) {
                            self->on_read(std::move(count));
                        });
    }

  private:
    void on_read(base::Result<std::size_t> count) {
        if (!count) return finish(std::unexpected(std::move(count.error())));
        bool more = false;
        {
            const std::lock_guard lock(mutex_);
            if (finished_) return;
            ended_ = *count == 0;
            filled_ += *count;
            total_ += *count;
            more = !ended_ && filled_ < filling_.size();
        }
        if (total_ > terms_.max_size) return finish(too_large());
        if (more) return read_on();
        hand_over();
    }

    /// Gives the filled buffer to a worker, unless one is still busy with the other: then the worker does it.
    void hand_over() {
        bool last = false;
        {
            const std::lock_guard lock(mutex_);
            if (finished_) return;
            if (busy_) {
                waiting_ = true;
                return;
            }
            waiting_ = false;
            busy_ = true;
            std::swap(filling_, writing_);
            to_write_ = std::exchange(filled_, 0);
            last = ended_;
        }
        const bool queued = workers_.submit([self = shared_from_this(), last] { self->on_worker(last); });
        if (!queued) return finish(base::refuse("overloaded", {{"seconds", "5"}}));
        if (!last) read_on();
    }

    void on_worker(bool last) {
        try {
            if (auto fault = write_piece()) return finish(std::unexpected(std::move(*fault)));
            if (last) return finish(keep());
        } catch (const std::exception& error) {
            return finish(std::unexpected(disk_failed(error.what())));
        }
        bool next = false;
        {
            const std::lock_guard lock(mutex_);
            busy_ = false;
            next = waiting_;
        }
        if (next) hand_over();
    }

    std::optional<base::Problem> write_piece() {
        const std::span<const char> bytes(writing_.data(), to_write_);
        if (!blob_) {
            if (bytes.empty()) return base::problem("file_empty", {{"name", terms_.name}});
            auto type = accepted_type(terms_.name, {bytes.data(), bytes.size()});
            if (!type) return std::move(type.error());
            type_ = std::move(*type);
            blob_ = blobs_.begin();
        }
        blob_->append(bytes);
        return std::nullopt;
    }

    base::Result<Received> keep() {
        if (terms_.sha256 && *terms_.sha256 != blob_->sha256()) {
            return base::refuse("file_digest_mismatch", {{"name", terms_.name}});
        }
        blob_->keep();
        return Received{blob_->sha256(), blob_->size(), type_};
    }

    std::unexpected<base::Problem> too_large() const {
        return base::refuse("file_too_large",
                            {{"name", terms_.name}, {"max", readable_size(terms_.max_size)}});
    }

    void finish(base::Result<Received> result) {
        {
            const std::lock_guard lock(mutex_);
            if (finished_) return;
            finished_ = true;
        }
        done_(std::move(result));
    }

    const std::shared_ptr<http::Exchange> exchange_;
    const BlobStore& blobs_;
    http::Workers& workers_;
    const UploadTerms terms_;
    Done done_;

    std::mutex mutex_;
    std::vector<char> filling_;  ///< the reader's; swapped under the lock while nobody reads or writes
    std::vector<char> writing_;  ///< the worker's
    std::size_t filled_ = 0;
    std::size_t to_write_ = 0;
    std::uint64_t total_ = 0;
    bool ended_ = false;
    bool busy_ = false;     ///< a worker has `writing_`
    bool waiting_ = false;  ///< `filling_` is full and waits for it
    bool finished_ = false;

    // Touched by one worker at a time only.
    std::unique_ptr<IncomingBlob> blob_;
    std::string type_;
};

std::unexpected<base::Problem> bad_digest() {
    auto problem = base::problem("malformed_request");
    problem.log_detail = "Content-Digest is not well formed";
    return std::unexpected(std::move(problem));
}

}  // namespace

base::Result<std::optional<std::string>> announced_sha256(std::string_view content_digest) {
    constexpr std::string_view name = "sha-256=:";
    constexpr std::size_t encoded_length = 44;  // 32 bytes in base64
    const auto at = content_digest.find(name);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = content_digest.substr(at + name.size());
    if (rest.size() <= encoded_length || rest[encoded_length] != ':') return bad_digest();
    std::string bytes(33, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       reinterpret_cast<const unsigned char*>(rest.data()), encoded_length);
    if (length != 33) return bad_digest();
    bytes.resize(32);  // the padding decodes to one more byte
    return base::to_hex(bytes);
}

void receive(std::shared_ptr<http::Exchange> exchange, const BlobStore& blobs, http::Workers& workers,
             UploadTerms terms, std::move_only_function<void(base::Result<Received>)> done) {
    if (exchange->head.content_length.value_or(0) > terms.max_size) {
        return done(
            base::refuse("file_too_large", {{"name", terms.name}, {"max", readable_size(terms.max_size)}}));
    }
    std::make_shared<Upload>(std::move(exchange), blobs, workers, std::move(terms), std::move(done))
        ->read_on();
}

}  // namespace qingqian::files
