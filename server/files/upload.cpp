#include "upload.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "base/random.hpp"
#include "file_type.hpp"
#include "limits.hpp"

namespace qingqian::files {
namespace {

// Of a large file every hand-over between the threads carries this much: with smaller pieces waking the other
// side costs more than the work.
constexpr std::size_t wide_piece = 1024 * 1024;
constexpr std::size_t narrow_piece = sniffed_bytes;  // what judging the type takes
// So many uploads at a time have wide buffers (16 MiB in all), the others narrow ones.
constexpr int most_wide = 8;
// So many pieces of one upload a worker takes in a row before other tasks have their turn.
constexpr int most_turns = 8;

std::atomic<int> wide_now = 0;

base::Problem disk_failed(const char* detail) {
    auto problem = base::problem("unavailable", {{"seconds", "10"}});
    problem.extra["retry_after"] = 10;
    problem.log_detail = detail;
    return problem;
}

/// Two buffers of the same size, wide ones as long as not too many uploads hold such.
class Buffers {
  public:
    explicit Buffers(std::uint64_t announced)
        // A byte more than announced, so that the end is seen before the only piece is handed over.
        : wanted_(std::min<std::uint64_t>(announced, wide_piece - 1) + 1),
          wide_(wanted_ > narrow_piece && wide_now.fetch_add(1, std::memory_order_relaxed) < most_wide),
          size_(wide_ ? wanted_ : std::min(wanted_, narrow_piece)) {
        if (wanted_ > narrow_piece && !wide_) wide_now.fetch_sub(1, std::memory_order_relaxed);
        // Not zeroed: memory that is never filled is never taken from the system.
        filling_ = std::make_unique_for_overwrite<char[]>(size_);
        writing_ = std::make_unique_for_overwrite<char[]>(size_);
    }
    ~Buffers() {
        if (wide_) wide_now.fetch_sub(1, std::memory_order_relaxed);
    }
    Buffers(const Buffers&) = delete;
    Buffers& operator=(const Buffers&) = delete;

    std::span<char> filling() { return {filling_.get(), size_}; }
    const char* writing() const { return writing_.get(); }
    void swap() { std::swap(filling_, writing_); }

  private:
    const std::size_t wanted_;
    const bool wide_;
    const std::size_t size_;
    std::unique_ptr<char[]> filling_;
    std::unique_ptr<char[]> writing_;
};

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
          buffers_(exchange_->head.content_length.value_or(wide_piece)) {}

    void read_on() {
        exchange_->read(buffers_.filling().first(goal()).subspan(filled_),
                        [self = shared_from_this()](base::Result<std::size_t> count) {
                            self->on_read(std::move(count));
                        });
    }

  private:
    /// The first piece is small: its type is judged and the disk begins while the second is on its way.
    std::size_t goal() {
        const auto size = buffers_.filling().size();
        return total_ == filled_ ? std::min(size, narrow_piece) : size;
    }

    void on_read(base::Result<std::size_t> count) {
        if (!count) return finish(std::unexpected(std::move(count.error())));
        bool more = false;
        {
            const std::lock_guard lock(mutex_);
            if (finished_) return;
            ended_ = *count == 0;
            filled_ += *count;
            total_ += *count;
            more = !ended_ && filled_ < goal();
        }
        if (total_ > terms_.max_size) return finish(too_large());
        if (more) return read_on();
        hand_over();
    }

    /// Gives the filled buffer to a worker, unless one is still busy with the other: then that one takes it.
    void hand_over() {
        const auto last = take();
        if (!last) return;
        const bool queued =
            workers_.submit([self = shared_from_this(), last = *last] { self->on_worker(last); });
        if (!queued) return finish(base::refuse("overloaded", {{"seconds", "5"}}));
        if (!*last) read_on();
    }

    /// Makes the filled buffer the worker's: whether it is the last one. Nothing while a worker is busy.
    std::optional<bool> take() {
        const std::lock_guard lock(mutex_);
        if (finished_) return std::nullopt;
        waiting_ = busy_;
        if (busy_) return std::nullopt;
        busy_ = true;
        buffers_.swap();
        to_write_ = std::exchange(filled_, 0);
        return ended_;
    }

    void on_worker(bool last) {
        for (int turn = 1;; ++turn) {
            try {
                if (auto fault = write_piece()) return finish(std::unexpected(std::move(*fault)));
                if (last) return finish(keep());
            } catch (const std::exception& error) {
                return finish(std::unexpected(disk_failed(error.what())));
            }
            {
                const std::lock_guard lock(mutex_);
                busy_ = false;
                if (!waiting_) return;
            }
            if (turn == most_turns) return hand_over();
            const auto next = take();
            if (!next) return;
            last = *next;
            if (!last) read_on();
        }
    }

    std::optional<base::Problem> write_piece() {
        const std::span<const char> bytes(buffers_.writing(), to_write_);
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
    Buffers buffers_;  ///< one the reader's, one the worker's; swapped under the lock while neither uses them
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
