#include "upload.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "base/random.hpp"
#include "digest.hpp"
#include "file_type.hpp"
#include "limits.hpp"

namespace qingqian::files {
namespace {

// Of a large file every hand-over between the threads carries this much: with smaller pieces waking the other
// side costs more than the work.
constexpr std::size_t wide_piece = 1024 * 1024;
constexpr std::size_t narrow_piece = sniffed_bytes;  // what judging the type takes
// Pieces of an upload on their way at a time: one comes in while one is written and one is hashed.
constexpr std::size_t pieces_at_once = 3;
// So many uploads at a time have wide pieces (15 MiB in all), the others narrow ones.
constexpr int most_wide = 5;
// So many pieces of one upload a worker takes in a row before other tasks have their turn.
constexpr int most_turns = 8;

std::atomic<int> wide_now = 0;

base::Problem disk_failed(const char* detail) {
    auto problem = base::problem("unavailable", {{"seconds", "10"}});
    problem.extra["retry_after"] = 10;
    problem.log_detail = detail;
    return problem;
}

/// The buffers of an upload, wide ones as long as not too many uploads hold such.
class Buffers {
  public:
    explicit Buffers(std::uint64_t announced)
        // A byte more than announced, so that the end is seen before the only piece is handed over.
        : wanted_(std::min<std::uint64_t>(announced, wide_piece - 1) + 1),
          wide_(wanted_ > narrow_piece && wide_now.fetch_add(1, std::memory_order_relaxed) < most_wide),
          size_(wide_ ? wanted_ : std::min(wanted_, narrow_piece)) {
        if (wanted_ > narrow_piece && !wide_) wide_now.fetch_sub(1, std::memory_order_relaxed);
    }
    ~Buffers() {
        if (wide_) wide_now.fetch_sub(1, std::memory_order_relaxed);
    }
    Buffers(const Buffers&) = delete;
    Buffers& operator=(const Buffers&) = delete;

    std::size_t size() const { return size_; }
    /// The buffer of a piece, which shares it with the pieces `pieces_at_once` before and after.
    std::span<char> of(std::uint64_t piece) {
        auto& buffer = buffers_[piece % pieces_at_once];
        // Not zeroed: memory that is never filled is never taken from the system.
        if (!buffer) buffer = std::make_unique_for_overwrite<char[]>(size_);
        return {buffer.get(), size_};
    }

  private:
    const std::size_t wanted_;
    const bool wide_;
    const std::size_t size_;
    std::array<std::unique_ptr<char[]>, pieces_at_once> buffers_;
};

/// One upload. The socket fills one piece after the other; two lines of work go through the pieces, each in
/// order and on a worker of its own while there is something to do: one writes them, one hashes them. A
/// buffer is filled again when both are through with it.
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
        exchange_->read(buffers_.of(came_).first(goal()).subspan(filled_),
                        [self = shared_from_this()](base::Result<std::size_t> count) {
                            self->on_read(std::move(count));
                        });
    }

  private:
    /// One of the two lines of work.
    struct Line {
        std::uint64_t through = 0;  ///< pieces it is through with
        bool busy = false;          ///< a worker is at it
    };

    /// The first piece is small: its type is judged and the disk begins while the second is on its way.
    std::size_t goal() const {
        return came_ == 0 ? std::min(buffers_.size(), narrow_piece) : buffers_.size();
    }

    void on_read(base::Result<std::size_t> count) {
        if (!count) return finish(std::unexpected(std::move(count.error())));
        {
            const std::lock_guard lock(mutex_);
            if (finished_) return;
        }
        const bool end = *count == 0;
        filled_ += *count;
        total_ += *count;
        if (total_ > terms_.max_size) return finish(too_large());
        if (!end && filled_ < goal()) return read_on();
        came(end);
    }

    /// A piece is complete: whoever has nothing to do takes it.
    void came(bool end) {
        bool more = false;
        bool write = false;
        bool hash = false;
        {
            const std::lock_guard lock(mutex_);
            if (finished_) return;
            sizes_[came_ % pieces_at_once] = std::exchange(filled_, 0);
            ++came_;
            ended_ = end;
            reading_ = more = !ended_ && has_room();
            write = !std::exchange(writing_.busy, true);
            // Hashing begins when the type of the first piece has been judged.
            hash = writing_.through > 0 && !std::exchange(hashing_.busy, true);
        }
        if (write) start(writing_);
        if (hash) start(hashing_);
        if (more) read_on();
    }

    bool has_room() const { return came_ - std::min(writing_.through, hashing_.through) < pieces_at_once; }

    void start(Line& line) {
        if (workers_.submit([self = shared_from_this(), &line] { self->work(line); })) return;
        finish(base::refuse("overloaded", {{"seconds", "5"}}));
    }

    /// Takes a line's pieces one by one as long as there are any.
    void work(Line& line) {
        for (int turn = 1;; ++turn) {
            try {
                if (auto fault = take(line)) return finish(std::unexpected(std::move(*fault)));
                switch (moved_on(line)) {
                    case Next::piece:
                        break;
                    case Next::nothing:
                        return;
                    case Next::keep:
                        return finish(keep());
                }
            } catch (const std::exception& error) {
                return finish(std::unexpected(disk_failed(error.what())));
            }
            if (turn == most_turns) return start(line);
        }
    }

    std::optional<base::Problem> take(const Line& line) {
        const auto bytes = buffers_.of(line.through).first(sizes_[line.through % pieces_at_once]);
        if (&line == &writing_) return write(bytes);
        digest_.update(bytes);
        return std::nullopt;
    }

    std::optional<base::Problem> write(std::span<const char> bytes) {
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

    enum class Next { piece, nothing, keep };

    /// A line is through with a piece: what its worker does next. Starts what waited for that.
    Next moved_on(Line& line) {
        auto next = Next::nothing;
        bool more = false;
        bool hash = false;
        {
            const std::lock_guard lock(mutex_);
            ++line.through;
            if (finished_) return Next::nothing;
            more = !reading_ && !ended_ && has_room();
            reading_ = reading_ || more;
            hash = line.through == 1 && &line == &writing_ && !std::exchange(hashing_.busy, true);
            if (line.through < came_) {
                next = Next::piece;
            } else {
                line.busy = false;
                if (ended_ && writing_.through == came_ && hashing_.through == came_) next = Next::keep;
            }
        }
        if (more) read_on();
        // Nobody gains when a file of one piece goes through two hands.
        if (hash && next == Next::nothing) {
            work(hashing_);
        } else if (hash) {
            start(hashing_);
        }
        return next;
    }

    base::Result<Received> keep() {
        const auto sha256 = digest_.hex();
        if (terms_.sha256 && *terms_.sha256 != sha256) {
            return base::refuse("file_digest_mismatch", {{"name", terms_.name}});
        }
        blob_->keep(sha256);
        return Received{sha256, blob_->size(), type_};
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

    // A piece is the reader's until it came, then the two lines'; the counts say whose, and change under the
    // lock.
    std::mutex mutex_;
    Buffers buffers_;
    std::array<std::size_t, pieces_at_once> sizes_{};
    std::uint64_t came_ = 0;
    Line writing_;
    Line hashing_;
    bool reading_ = true;  ///< a piece is being filled
    bool ended_ = false;
    bool finished_ = false;

    // The reader's.
    std::size_t filled_ = 0;
    std::uint64_t total_ = 0;

    // Each of one line of work.
    std::unique_ptr<IncomingBlob> blob_;
    std::string type_;
    Digest digest_;
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
