#include "append.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <span>
#include <utility>

#include "file_type.hpp"
#include "part_file.hpp"

namespace qingqian::files {
namespace {

base::Problem disk_failed(const char* detail) {
    auto problem = base::problem("unavailable", {{"seconds", "10"}});
    problem.extra["retry_after"] = 10;
    problem.log_detail = detail;
    return problem;
}

base::Problem wrong_offset(std::uint64_t offset) {
    auto problem = base::problem("upload_offset_wrong", {{"offset", std::to_string(offset)}});
    problem.extra["offset"] = offset;
    return problem;
}

/// One request on its way. Its steps follow one another, each on the thread that suits it: the socket fills
/// the piece on the I/O thread, a worker takes it to the disk.
class Appending : public std::enable_shared_from_this<Appending> {
  public:
    using Done = std::move_only_function<void(base::Result<Appended>)>;

    Appending(std::shared_ptr<http::Exchange> exchange, const BlobStore& blobs, http::Workers& workers,
              Append request, Ledger ledger, Done done)
        : exchange_(std::move(exchange)),
          blobs_(blobs),
          workers_(workers),
          request_(std::move(request)),
          ledger_(std::move(ledger)),
          done_(std::move(done)) {}

    void begin() {
        on_worker([](Appending& self) { self.open(); });
    }

  private:
    using Step = void (*)(Appending&);

    void on_worker(Step step) {
        const bool queued = workers_.submit([self = shared_from_this(), step] {
            try {
                step(*self);
            } catch (const std::exception& error) {
                self->fail(disk_failed(error.what()));
            }
        });
        if (!queued) fail(base::problem("overloaded", {{"seconds", "5"}}));
    }

    void open() {
        part_ = PartFile::open(blobs_, request_.upload);
        if (!part_) return fail(base::problem("upload_busy"));
        const auto received = ledger_.received();
        if (!received) return fail(received.error());
        recorded_ = *received;
        const auto offset = part_->size() >= recorded_ ? recorded_ : 0;
        if (request_.offset != offset) return fail(wrong_offset(offset));
        part_->begin_at(offset);
        judged_ = offset >= sniffed_bytes;
        if (request_.checksum) digest_.emplace(request_.checksum->kind);
        buffer_ = std::make_unique_for_overwrite<char[]>(sniffed_bytes);
        read_on();
    }

    void read_on() {
        exchange_->read(
            std::span(buffer_.get(), sniffed_bytes).subspan(filled_),
            [self = shared_from_this()](base::Result<std::size_t> count) { self->came(std::move(count)); });
    }

    // On the I/O thread.
    void came(base::Result<std::size_t> count) {
        if (!count) {
            broken_ = std::move(count.error());
        } else if (*count > 0) {
            filled_ += *count;
            if (part_->size() + filled_ > request_.length) broken_ = base::problem("upload_too_long");
            if (!broken_ && filled_ < sniffed_bytes) return read_on();
        }
        ended_ = broken_ || *count == 0;
        on_worker([](Appending& self) { self.take(); });
    }

    // The piece goes to the disk.
    void take() {
        const bool too_long = part_->size() + filled_ > request_.length;
        if (!too_long) {
            const std::span<const char> bytes(buffer_.get(), filled_);
            part_->append(bytes);
            if (digest_) digest_->update(bytes);
        }
        filled_ = 0;
        if (auto refusal = judge()) return give_up(std::move(*refusal));
        if (ended_) return end();
        // Less than on record: the file was lost and comes again from its start.
        const bool due = part_->size() < recorded_ || part_->size() - recorded_ >= checkpoint_every;
        // What a checksum may yet refute is not promised.
        if (!due || request_.checksum || part_->size() == request_.length) return read_on();
        record([](Appending& self) { self.read_on(); });
    }

    std::optional<base::Problem> judge() {
        const bool enough = part_->size() >= sniffed_bytes || part_->size() == request_.length;
        if (judged_ || !enough) return std::nullopt;
        const auto type = accepted_type(request_.name, part_->front(sniffed_bytes));
        if (!type) return type.error();
        judged_ = true;
        return std::nullopt;
    }

    void record(Step then) {
        part_->sync();
        const auto now = part_->size();
        ledger_.record(recorded_, now,
                       [self = shared_from_this(), now, then](std::optional<base::Problem> fault) {
                           if (fault) return self->fail(std::move(*fault));
                           self->recorded_ = now;
                           then(*self);
                       });
    }

    void end() {
        const bool refuted = request_.checksum && (broken_ || digest_->hex() != request_.checksum->hex);
        if (refuted || (broken_ && broken_->code == "upload_too_long")) {
            part_->begin_at(std::max(request_.offset, std::min(recorded_, part_->size())));
            return fail(broken_ ? std::move(*broken_) : base::problem("upload_checksum_mismatch"));
        }
        // Whatever became of the connection: all bytes are here.
        if (part_->size() == request_.length) return keep();
        if (part_->size() == recorded_) return settle();
        record([](Appending& self) { self.settle(); });
    }

    void keep() {
        const auto sha256 = part_->digest();
        if (!request_.sha256.empty() && request_.sha256 != sha256) {
            return give_up(base::problem("file_digest_mismatch", {{"name", request_.name}}));
        }
        auto type = accepted_type(request_.name, part_->front(sniffed_bytes));
        if (!type) return give_up(std::move(type.error()));
        part_->keep(sha256);
        finish(Appended{request_.length, Received{sha256, request_.length, std::move(*type)}});
    }

    void settle() {
        if (broken_) return fail(std::move(*broken_));
        finish(Appended{recorded_, std::nullopt});
    }

    void give_up(base::Problem problem) {
        part_->remove();
        fail(std::move(problem));
    }

    void fail(base::Problem problem) { finish(std::unexpected(std::move(problem))); }

    void finish(base::Result<Appended> result) {
        // Before the answer: whoever has it may send the next bytes at once.
        part_.reset();
        if (auto done = std::exchange(done_, {})) done(std::move(result));
    }

    const std::shared_ptr<http::Exchange> exchange_;
    const BlobStore& blobs_;
    http::Workers& workers_;
    const Append request_;
    const Ledger ledger_;
    Done done_;

    std::unique_ptr<PartFile> part_;
    std::unique_ptr<char[]> buffer_;
    std::size_t filled_ = 0;
    std::uint64_t recorded_ = 0;
    bool judged_ = false;
    bool ended_ = false;
    std::optional<Digest> digest_;
    std::optional<base::Problem> broken_;  ///< how the body broke off
};

}  // namespace

std::uint64_t resumable_offset(const BlobStore& blobs, const std::string& upload, std::uint64_t recorded) {
    return PartFile::size_of(blobs, upload) >= recorded ? recorded : 0;
}

void append(std::shared_ptr<http::Exchange> exchange, const BlobStore& blobs, http::Workers& workers,
            Append request, Ledger ledger, std::move_only_function<void(base::Result<Appended>)> done) {
    std::make_shared<Appending>(std::move(exchange), blobs, workers, std::move(request), std::move(ledger),
                                std::move(done))
        ->begin();
}

}  // namespace qingqian::files
