#include "CSimdJSON.h"
#include "Scan.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <simdjson.h>

static_assert(CSIMDJSON_PADDING >= simdjson::SIMDJSON_PADDING, "the page's padding is shorter than simdjson's");

namespace {

namespace ondemand = simdjson::ondemand;

/// Entries in memory that grows by doubling and is kept between pages.
class Tape {
  public:
    ~Tape() { std::free(entries_); }

    /// Starts the tape of a page of `length` bytes.
    bool start(size_t length) {
        count_ = 0;
        // A value and what separates it from the next take two bytes at least.
        most_ = std::max(smallest, length / 2 + 2);
        const size_t likely = std::max(smallest, length / 32);
        return capacity_ >= likely || grow(likely);
    }

    /// The index of a new entry, or false when there is no memory.
    bool push(size_t &index) {
        if (count_ == capacity_ && !grow(capacity_ * 2)) { return false; }
        index = count_++;
        return true;
    }

    CSimdJSONEntry &operator[](size_t index) { return entries_[index]; }
    const CSimdJSONEntry *entries() const { return entries_; }
    size_t count() const { return count_; }
    size_t bytes() const { return capacity_ * sizeof(CSimdJSONEntry); }

    void release() {
        std::free(entries_);
        entries_ = nullptr;
        count_ = capacity_ = 0;
    }

  private:
    bool grow(size_t capacity) {
        capacity = std::min(capacity, most_);
        if (capacity <= capacity_) { return false; }
        void *grown = std::realloc(entries_, capacity * sizeof(CSimdJSONEntry));
        if (grown == nullptr) { return false; }
        entries_ = static_cast<CSimdJSONEntry *>(grown);
        capacity_ = capacity;
        return true;
    }

    static constexpr size_t smallest = 64;

    CSimdJSONEntry *entries_ = nullptr;
    size_t count_ = 0;
    size_t capacity_ = 0;
    size_t most_ = 0;
};

/// What a thread keeps from page to page.
struct Buffers {
    std::unique_ptr<ondemand::parser> parser;
    Tape tape;

    /// simdjson allocates, per byte of the longest page seen, four bytes of indexes and 5/3 bytes for strings.
    size_t bytes() const { return tape.bytes() + (parser ? parser->capacity() * 17 / 3 : 0); }
};

thread_local Buffers buffers;

constexpr size_t most_retained_bytes = size_t(8) << 20;

/// One walk over every value of a page: what it does not visit, On-Demand does not check.
class Walk {
  public:
    Walk(const uint8_t *page, const uint8_t *end, uint32_t max_depth, Tape &tape)
        : page_(page), end_(end), max_depth_(max_depth), tape_(tape) {}

    bool out_of_memory() const { return out_of_memory_; }

    bool document(ondemand::document &document, const uint8_t *start) {
        bool valid;
        if (*start == '{') {
            ondemand::object object;
            valid = document.get_object().get(object) == simdjson::SUCCESS && walk(object, start, 1);
        } else if (*start == '[') {
            ondemand::array array;
            valid = document.get_array().get(array) == simdjson::SUCCESS && walk(array, start, 1);
        } else {
            valid = *start == '"' ? string(start) : scalar(start);
        }
        return valid && scan::skip_whitespace(cursor_, end_) == end_;
    }

  private:
    bool value(ondemand::value value, uint32_t depth) {
        const auto *start = reinterpret_cast<const uint8_t *>(value.raw_json_token().data());
        switch (*start) {
        case '"': {
            ondemand::raw_json_string ignored;  // fetched only to move simdjson past the string
            return value.get_raw_json_string().get(ignored) == simdjson::SUCCESS && string(start);
        }
        case '{': {
            ondemand::object object;
            return value.get_object().get(object) == simdjson::SUCCESS && walk(object, start, depth + 1);
        }
        case '[': {
            ondemand::array array;
            return value.get_array().get(array) == simdjson::SUCCESS && walk(array, start, depth + 1);
        }
        default:
            return scalar(start);  // simdjson itself steps over a scalar that was only looked at
        }
    }

    bool walk(ondemand::object &object, const uint8_t *start, uint32_t depth) {
        size_t index;
        if (depth > max_depth_ || !push(index)) { return false; }
        cursor_ = start + 1;
        uint32_t count = 0;
        for (auto result : object) {
            ondemand::field field;
            if (std::move(result).get(field) != simdjson::SUCCESS) { return false; }
            if (!string(reinterpret_cast<const uint8_t *>(field.key().raw()) - 1)) { return false; }
            if (!value(field.value(), depth)) { return false; }
            count++;
        }
        return close(index, start, '}', count, CSIMDJSON_OBJECT);
    }

    bool walk(ondemand::array &array, const uint8_t *start, uint32_t depth) {
        size_t index;
        if (depth > max_depth_ || !push(index)) { return false; }
        cursor_ = start + 1;
        uint32_t count = 0;
        for (auto result : array) {
            ondemand::value element;
            if (std::move(result).get(element) != simdjson::SUCCESS) { return false; }
            if (!value(element, depth)) { return false; }
            count++;
        }
        return close(index, start, ']', count, CSIMDJSON_ARRAY);
    }

    /// simdjson has seen the bracket; only whitespace can lie between the last value and it.
    bool close(size_t index, const uint8_t *start, uint8_t bracket, uint32_t count, uint32_t kind) {
        cursor_ = scan::skip_whitespace(cursor_, end_);
        if (cursor_ >= end_ || *cursor_ != bracket) { return false; }
        cursor_++;
        const uint32_t shown = count < CSIMDJSON_COUNT_UNKNOWN ? count : CSIMDJSON_COUNT_UNKNOWN;
        tape_[index] = {offset(start), static_cast<uint32_t>(cursor_ - start), static_cast<uint32_t>(tape_.count()),
                        kind | (shown << CSIMDJSON_COUNT_SHIFT)};
        return true;
    }

    bool string(const uint8_t *quote) {
        uint32_t flags = 0;
        const uint8_t *close = scan::string(quote + 1, end_, flags);
        if (close == nullptr) { return false; }
        cursor_ = close + 1;
        return leaf(quote + 1, close, CSIMDJSON_STRING | flags);
    }

    bool scalar(const uint8_t *start) {
        uint32_t meta;
        switch (*start) {
        case 'n':
            cursor_ = scan::literal(start, end_, "null", 4);
            meta = CSIMDJSON_NULL;
            break;
        case 't':
            cursor_ = scan::literal(start, end_, "true", 4);
            meta = CSIMDJSON_BOOL | CSIMDJSON_TRUE;
            break;
        case 'f':
            cursor_ = scan::literal(start, end_, "false", 5);
            meta = CSIMDJSON_BOOL;
            break;
        default:
            cursor_ = scan::number(start, end_);
            meta = CSIMDJSON_NUMBER;
        }
        return cursor_ != nullptr && leaf(start, cursor_, meta);
    }

    bool leaf(const uint8_t *start, const uint8_t *end, uint32_t meta) {
        size_t index;
        if (!push(index)) { return false; }
        tape_[index] = {offset(start), static_cast<uint32_t>(end - start), static_cast<uint32_t>(index + 1), meta};
        return true;
    }

    bool push(size_t &index) {
        if (tape_.push(index)) { return true; }
        out_of_memory_ = true;
        return false;
    }

    uint32_t offset(const uint8_t *p) const { return static_cast<uint32_t>(p - page_); }

    const uint8_t *page_;
    const uint8_t *end_;
    const uint8_t *cursor_ = nullptr;  ///< the byte after the last value walked
    uint32_t max_depth_;
    Tape &tape_;
    bool out_of_memory_ = false;
};

} // namespace

CSimdJSONResult csimdjson_parse(const uint8_t *page, size_t length, uint32_t max_depth, const CSimdJSONEntry **entries,
                                size_t *count) {
    if (length >= CSIMDJSON_MAX_LENGTH) { return CSIMDJSON_REFUSED; }
    if (max_depth > CSIMDJSON_MAX_DEPTH) { max_depth = CSIMDJSON_MAX_DEPTH; }

    // simdjson 3.0.1 knows no byte order mark.
    const size_t mark = length >= 3 && std::memcmp(page, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    if (!buffers.parser) { buffers.parser.reset(new (std::nothrow) ondemand::parser()); }
    if (!buffers.parser || !buffers.tape.start(length)) { return CSIMDJSON_OUT_OF_MEMORY; }

    // The first stage: structure, UTF-8, quotes and control characters of the whole page.
    ondemand::document document;
    const auto error =
        buffers.parser->iterate(page + mark, length - mark, length - mark + CSIMDJSON_PADDING).get(document);
    if (error == simdjson::MEMALLOC) {
        buffers.parser.reset();  // its buffers are in an unknown state
        return CSIMDJSON_OUT_OF_MEMORY;
    }
    if (error != simdjson::SUCCESS) { return CSIMDJSON_REFUSED; }

    std::string_view first;
    if (document.raw_json_token().get(first) != simdjson::SUCCESS) { return CSIMDJSON_REFUSED; }
    Walk walk(page, page + length, max_depth, buffers.tape);
    if (!walk.document(document, reinterpret_cast<const uint8_t *>(first.data()))) {
        return walk.out_of_memory() ? CSIMDJSON_OUT_OF_MEMORY : CSIMDJSON_REFUSED;
    }
    *entries = buffers.tape.entries();
    *count = buffers.tape.count();
    return CSIMDJSON_OK;
}

size_t csimdjson_retained_bytes(void) { return buffers.bytes(); }

void csimdjson_release_large_buffers(void) {
    if (buffers.bytes() <= most_retained_bytes) { return; }
    buffers.parser.reset();
    buffers.tape.release();
}
