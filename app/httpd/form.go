package httpd

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

// MaxFields is how many parts a form may have.
const MaxFields = 100

// maxPartHead is how much of a form's parts may stand between their contents, in
// bytes: a head is in memory until it ends.
const maxPartHead = 16 << 10

// bigText is how much text makes an answer that may be far longer, in bytes. Of
// those, maxBig are made at a time.
const (
	bigText = 64 << 10
	maxBig  = 4
)

// Sizes are how much of a form is read, in bytes.
type Sizes struct {
	Text  int64 // of its fields
	Files int64 // on top of that
	Waste int64 // read on and thrown away where it has more, so that the browser gets to read our answer
}

// TakeFile stores a file of a form, or leaves it unread.
type TakeFile func(field, name string, content io.Reader) error

// ReadForm reads the body of c, to its end, in either encoding of HTML forms:
// its fields into values, its files by take. Text fields come first in our forms,
// so that they survive a file that is refused. A *fiber.Error says that it is no
// form, fault TooBig that it is too large to read; others are those of take.
func (s *Server) ReadForm(c *fiber.Ctx, values url.Values, most Sizes, take TakeFile) error {
	kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil {
		return fiber.ErrUnsupportedMediaType
	}
	f := formReader{values: values, text: s.unread.open(c.Context().Conn()), left: most.Text}
	defer f.text.close()
	err = s.readBody(c, &f, kind, params["boundary"], most, take)
	if f.text.bytes > bigText {
		s.queueBig(c, int(f.text.bytes))
	}
	return unreadable(err)
}

// readBody reads the body of c to its end.
func (s *Server) readBody(c *fiber.Ctx, f *formReader, kind, boundary string, most Sizes, take TakeFile) (err error) {
	body, done := s.openBody(c, most.Text+most.Waste+most.Files)
	defer done()
	switch kind {
	case fiber.MIMEApplicationForm:
		err = f.readPlain(body)
	case fiber.MIMEMultipartForm:
		err = f.readParts(body, boundary, take)
	default:
		return fiber.ErrUnsupportedMediaType
	}
	if err == nil {
		_, err = io.Copy(io.Discard, body) // the epilogue
	}
	if fault.Of(err).Kind == fault.TooBig {
		io.Copy(io.Discard, body) // up to its cap, so that the browser gets to read our answer
	}
	if err == nil {
		keep(c)
	}
	return err
}

// queueBig waits until few others make an answer to as much text.
func (s *Server) queueBig(c *fiber.Ctx, text int) {
	if conn, ok := c.Context().Conn().(*lingeringConn); ok {
		conn.owing.queue(s.big, text)
	}
}

// unreadable tells what a body is that could not be read.
func unreadable(err error) error {
	var theirs taken
	switch {
	case errors.As(err, &theirs):
		return theirs.error
	case errors.Is(err, errTooMuch):
		return fault.Say(fault.TooBig, "problem.too_big")
	case errors.As(err, new(*fiber.Error)):
		return err // it was no form
	case err != nil && fault.Of(err).Kind == fault.Broken:
		return fiber.ErrBadRequest
	}
	return err
}

// taken is an error of whoever takes a file.
type taken struct{ error }

// ReadJSON reads a body of JSON of at most so many bytes, to its end, as ReadForm does.
func (s *Server) ReadJSON(c *fiber.Ctx, most int64) ([]byte, error) {
	if !HasBody(c) {
		return nil, nil
	}
	if !SendsJSON(c) {
		return nil, fiber.ErrUnsupportedMediaType
	}
	body, done := s.openBody(c, most)
	defer done()
	text := s.unread.open(c.Context().Conn())
	defer text.close()
	all, err := io.ReadAll(text.of(body))
	if err != nil {
		return nil, unreadable(err)
	}
	keep(c)
	return all, nil
}

// SendsJSON tells whether the body of c says that it is JSON.
func SendsJSON(c *fiber.Ctx) bool {
	kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	return kind == fiber.MIMEApplicationJSON
}

func bodyOf(c *fiber.Ctx) io.Reader {
	if stream := c.Context().RequestBodyStream(); stream != nil {
		return stream
	}
	return bytes.NewReader(c.Request().Body())
}

// formReader reads one form.
type formReader struct {
	values url.Values
	text   *text // what of it is in memory
	left   int64 // how much text may still come
}

func (f *formReader) readPlain(body io.Reader) error {
	text, err := io.ReadAll(f.text.of(io.LimitReader(body, f.left+1)))
	if err != nil {
		return err
	}
	if int64(len(text)) > f.left {
		if _, err := io.Copy(io.Discard, body); err != nil {
			return err
		}
		return fault.Say(fault.TooBig, "problem.too_big")
	}
	values, err := url.ParseQuery(string(text))
	if err == nil {
		maps.Copy(f.values, values)
	}
	return err
}

// readParts reads a multipart body part by part (RFC 7578).
func (f *formReader) readParts(body io.Reader, boundary string, take TakeFile) error {
	heads := &partHeads{r: body}
	parts := multipart.NewReader(heads, boundary)
	for n := 0; ; n++ {
		heads.begin()
		part, err := parts.NextPart()
		heads.end()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n >= MaxFields {
			return fault.Say(fault.TooBig, "problem.too_big")
		}
		if name := fileName(part); name != "" {
			err = takeFile(part, name, take)
		} else {
			err = f.takeField(part)
		}
		if err != nil {
			return err
		}
	}
}

var errEndlessHead = errors.New("a part's head has no end")

// partHeads gives the body of a multipart form, but no more than maxPartHead
// bytes of it at once where a head is read.
type partHeads struct {
	r      io.Reader
	inHead bool
	left   int
}

func (h *partHeads) begin() { h.inHead, h.left = true, maxPartHead }

func (h *partHeads) end() { h.inHead = false }

func (h *partHeads) Read(p []byte) (int, error) {
	if !h.inHead {
		return h.r.Read(p)
	}
	if h.left <= 0 {
		return 0, errEndlessHead
	}
	n, err := h.r.Read(p[:min(len(p), h.left)])
	h.left -= n
	return n, err
}

// takeFile lets one file be stored, and reads past what is left of it.
func takeFile(part *multipart.Part, name string, take TakeFile) error {
	in := &heard{r: part}
	if err := take(part.FormName(), name, in); err != nil && in.err == nil {
		return taken{err}
	} else if err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, part)
	return err
}

// unquoted undoes what browsers do to the name of a file, and nothing else: a percent sign
// of its own they leave as it is (HTML, multipart/form-data encoding algorithm).
var unquoted = strings.NewReplacer("%22", `"`, "%0D", "\r", "%0A", "\n")

// fileName is the name of the file that a part carries, "" where it is a text field.
func fileName(part *multipart.Part) string {
	_, params, _ := mime.ParseMediaType(part.Header.Get(fiber.HeaderContentDisposition))
	return unquoted.Replace(params["filename"])
}

// takeField reads one text field.
func (f *formReader) takeField(part *multipart.Part) error {
	value, err := io.ReadAll(f.text.of(io.LimitReader(part, f.left+1)))
	if err != nil {
		return err
	}
	if int64(len(value)) > f.left {
		return fault.Say(fault.TooBig, "problem.too_big")
	}
	if part.FormName() != "" && part.FormName() != "files" { // an empty file input sends an empty part
		f.values.Add(part.FormName(), string(value))
	}
	f.left -= int64(len(value))
	return nil
}

// heard remembers whether reading failed: then it is not the disk's fault.
type heard struct {
	r   io.Reader
	err error
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if err != nil && err != io.EOF {
		h.err = err
	}
	return n, err
}
