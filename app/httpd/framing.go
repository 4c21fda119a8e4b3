package httpd

import (
	"bytes"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// framing refuses a head from which a proxy could read another end of the
// message than we do (RFC 9112): the rest would be a request of its own. What is
// no head at all, or says two lengths, is refused before anybody asks us.
func framing(h *fasthttp.RequestHeader) error {
	if version := h.Protocol(); !bytes.HasPrefix(version, []byte("HTTP/1.")) {
		return fiber.ErrHTTPVersionNotSupported // 2.3
	}
	raw := h.RawHeaders()
	if folded(raw) || bareEnd(raw) || badName(raw) {
		return fiber.ErrBadRequest // 5.2, 2.2, 5.1
	}
	coding, coded := fieldOf(raw, "transfer-encoding")
	if _, long := fieldOf(raw, "content-length"); coded && (long || !bytes.EqualFold(coding, []byte("chunked"))) {
		return fiber.ErrBadRequest // 6.1, 6.3
	}
	return nil
}

// folded tells whether a field goes on in the next line.
func folded(raw []byte) bool {
	return bytes.Contains(raw, []byte("\n ")) || bytes.Contains(raw, []byte("\n\t"))
}

// bareEnd tells whether a line ends in LF alone, or a CR stands within one.
func bareEnd(raw []byte) bool {
	ends := bytes.Count(raw, []byte("\r\n"))
	return bytes.Count(raw, []byte("\n")) != ends || bytes.Count(raw, []byte("\r")) != ends
}

// badName tells whether a blank stands in the name of a field.
func badName(raw []byte) bool {
	for line := range bytes.Lines(raw) {
		if name, _, _ := bytes.Cut(line, []byte(":")); bytes.ContainsAny(name, " \t") {
			return true
		}
	}
	return false
}

// fieldOf is the value of a field as it came, of the first of its name.
func fieldOf(raw []byte, name string) (value []byte, there bool) {
	for line := range bytes.Lines(raw) {
		if key, value, ok := bytes.Cut(line, []byte(":")); ok && bytes.EqualFold(bytes.TrimSpace(key), []byte(name)) {
			return bytes.TrimSpace(value), true
		}
	}
	return nil, false
}
