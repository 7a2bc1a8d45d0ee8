-- Files a different complaint with every request (tests/bench/filings.mjs writes the form to FILING_TEMPLATE).

local alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
local weights = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
local inner = {3, 7, 9, 10, 5, 8, 4, 2}
local value = {}
for i = 1, #alphabet do value[alphabet:byte(i)] = i - 1 end

-- Unified social credit code (GB 32100-2015) with both check characters.
local function credit_code(digits)
  local sum = 0
  for i = 1, 8 do sum = sum + inner[i] * (digits:byte(i) - 48) end
  local check = 11 - sum % 11
  local code = "91320500" .. digits .. (check == 10 and "X" or check == 11 and "0" or tostring(check))
  sum = 0
  for i = 1, 17 do sum = sum + weights[i] * value[code:byte(i)] end
  local last = (31 - sum % 31) % 31 + 1
  return code .. alphabet:sub(last, last)
end

local cookie, origin = os.getenv("FILING_COOKIE"), os.getenv("FILING_ORIGIN")
local threads = 0
function setup(thread)
  thread:set("number", threads * 40000000)
  thread:set("salt", os.getenv("FILING_SALT") .. threads)
  threads = threads + 1
end

local pieces, blanks = {}, {}
function init()
  local file = assert(io.open(os.getenv("FILING_TEMPLATE"), "rb"))
  local text = file:read("*a")
  file:close()
  local at = 1
  for from, name, to in text:gmatch("()«(%w+)»()") do
    pieces[#pieces + 1] = text:sub(at, from - 1)
    blanks[#blanks + 1] = name
    at = to
  end
  pieces[#pieces + 1] = text:sub(at)
end

function request()
  number = number + 1
  local digits = string.format("%08d", number)
  local fill = {
    number = digits,
    code = credit_code(digits),
    mobile = "139" .. digits,
    email = "firm" .. digits .. "@example.org",
  }
  local parts = {}
  for i = 1, #blanks do
    parts[2 * i - 1] = pieces[i]
    parts[2 * i] = fill[blanks[i]]
  end
  parts[2 * #blanks + 1] = pieces[#pieces]
  local body = table.concat(parts)
  local key = "bench-" .. salt .. "-" .. digits
  return table.concat({
    "POST /api/v1/complaints HTTP/1.1\r\nHost: ", wrk.headers["Host"] or "localhost",
    "\r\nContent-Type: application/json\r\nIdempotency-Key: ", key,
    "\r\nCookie: ", cookie, "\r\nOrigin: ", origin,
    "\r\nContent-Length: ", #body, "\r\n\r\n", body,
  })
end

function done(summary, latency)
  dofile(os.getenv("BENCH_DONE"))(summary, latency)
end
