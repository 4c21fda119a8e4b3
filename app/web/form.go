package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// Caps of a form. Text is at most 20,000 characters, which may be 12 bytes
// each on the wire; what is over a limit is read on and thrown away up to
// maxWaste, so that the browser gets to read our answer.
const (
	maxText   = 512 << 10
	maxFields = 100
	maxWaste  = 64 << 20
	slowRead  = 30 * time.Second
	leastRate = 512 // bytes a second, after slowRead
)

// form is what a person sent: fields, and files that are safely stored but
// belong to nothing yet.
type form struct {
	values url.Values
	files  []files.Blob
	came   []files.Blob  // all that were received: what no row names goes when the request ends
	done   func()        // gives back the room that was promised
	names  []string      // of all files that came, stored or not
	fault  error         // the first file that was refused
	kept   []desk.Upload // files that came before the form
}

func (f *form) get(name string) string { return f.values.Get(name) }

// or is the value of a field; old where it did not come.
func (f *form) or(name, old string) string {
	if values, sent := f.values[name]; sent {
		return values[0]
	}
	return old
}

// attached are the files as an entry takes them.
func (f *form) attached(expires time.Time) []desk.File {
	var out []desk.File
	for _, b := range f.files {
		out = append(out, desk.File{Name: b.Name, Type: b.Type, Size: b.Size, SHA256: b.SHA256, Width: b.Width, Height: b.Height, ExpiresAt: expires})
	}
	return out
}

// readForm reads the body, to its end, in either encoding of HTML forms. Text
// fields come first in our forms, so that they survive a file that is refused:
// the refusal is kept in fault. It is the only place where a body is read.
// The errors are faults for bodies that are no form or too large to read.
func (s *Server) readForm(c *fiber.Ctx, limits files.Limits) (*form, error) {
	f := &form{values: url.Values{}, fault: spent(c)} // no file is taken then
	c.Locals("form", f)                               // whatever comes of it, its words can be shown again
	if !hasBody(c) {
		return f, f.fault
	}
	kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil {
		return nil, fiber.ErrUnsupportedMediaType
	}
	body := &bodyReader{conn: c.Context().Conn(), r: bodyOf(c), left: maxText + maxWaste + limits.Total, due: int64(c.Request().Header.ContentLength())}
	switch kind {
	case fiber.MIMEApplicationForm:
		err = f.readPlain(body)
	case fiber.MIMEMultipartForm:
		err = s.readParts(c, f, multipart.NewReader(body, params["boundary"]), limits)
	default:
		return nil, fiber.ErrUnsupportedMediaType
	}
	if err == nil {
		_, err = io.Copy(io.Discard, body) // the epilogue
	}
	if fault.Of(err).Kind == fault.TooBig {
		io.Copy(io.Discard, body) // up to its cap, so that the browser gets to read our answer
	}
	switch {
	case errors.Is(err, errTooMuch):
		return f, fault.Say(fault.TooBig, "problem.too_big")
	case fault.Of(err).Kind != fault.Broken, errors.As(err, new(ours)):
		return f, err
	case err != nil:
		return nil, fiber.ErrBadRequest
	}
	c.Response().Header.ResetConnectionClose() // nothing is left on the connection
	return f, spent(c)
}

// maxJSON is the most that a script may send besides forms.
const maxJSON = 64 << 10

// readJSON reads a small body of JSON, to its end, as readForm does.
func (s *Server) readJSON(c *fiber.Ctx) ([]byte, error) {
	if !hasBody(c) {
		return nil, nil
	}
	if !sendsJSON(c) {
		return nil, fiber.ErrUnsupportedMediaType
	}
	text, err := io.ReadAll(&bodyReader{conn: c.Context().Conn(), r: bodyOf(c), left: maxJSON})
	if errors.Is(err, errTooMuch) {
		return nil, fault.Say(fault.TooBig, "problem.too_big")
	} else if err != nil {
		return nil, fiber.ErrBadRequest
	}
	c.Response().Header.ResetConnectionClose() // nothing is left on the connection
	return text, nil
}

func sendsJSON(c *fiber.Ctx) bool {
	kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	return kind == fiber.MIMEApplicationJSON
}

func bodyOf(c *fiber.Ctx) io.Reader {
	if stream := c.Context().RequestBodyStream(); stream != nil {
		return stream
	}
	return bytes.NewReader(c.Request().Body())
}

func (f *form) readPlain(body io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(body, maxText+1))
	if err != nil {
		return err
	}
	if len(text) > maxText {
		if _, err := io.Copy(io.Discard, body); err != nil {
			return err
		}
		return fault.Say(fault.TooBig, "problem.too_big")
	}
	values, err := url.ParseQuery(string(text))
	if err == nil {
		f.values = values
	}
	return err
}

// readParts reads a multipart body part by part (RFC 7578).
func (s *Server) readParts(c *fiber.Ctx, f *form, parts *multipart.Reader, limits files.Limits) error {
	text := maxText
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n >= maxFields {
			return fault.Say(fault.TooBig, "problem.too_big")
		}
		if name := fileName(part); name != "" {
			err = s.takeFile(c, f, part, name, limits)
		} else {
			text, err = f.takeField(part, text)
		}
		if err != nil {
			return err
		}
	}
}

// unquoted undoes what browsers do to the name of a file, and nothing else: a percent sign
// of its own they leave as it is (HTML, multipart/form-data encoding algorithm).
var unquoted = strings.NewReplacer("%22", `"`, "%0D", "\r", "%0A", "\n")

// fileName is the name of the file that a part carries, "" where it is a text field.
func fileName(part *multipart.Part) string {
	_, params, _ := mime.ParseMediaType(part.Header.Get(fiber.HeaderContentDisposition))
	return unquoted.Replace(params["filename"])
}

// takeField reads one text field; left is how much text may still come.
func (f *form) takeField(part *multipart.Part, left int) (int, error) {
	value, err := io.ReadAll(io.LimitReader(part, int64(left)+1))
	if err != nil {
		return 0, err
	}
	if len(value) > left {
		return 0, fault.Say(fault.TooBig, "problem.too_big")
	}
	if part.FormName() != "" && part.FormName() != "files" { // an empty file input sends an empty part
		f.values.Add(part.FormName(), string(value))
	}
	return left - len(value), nil
}

// takeFile stores one file, or notes why it was refused and reads past it.
func (s *Server) takeFile(c *fiber.Ctx, f *form, part *multipart.Part, name string, limits files.Limits) error {
	f.names = append(f.names, files.CleanName(name))
	if f.fault == nil && f.done == nil {
		if err := s.mayTake(c, f, limits); fault.Of(err).Kind == fault.Broken && err != nil {
			return ours{err}
		} else if err != nil {
			f.fault = err
		}
	}
	if f.fault == nil && part.FormName() == "files" {
		in := &heard{r: part}
		blob, err := s.Files.Take(c.UserContext(), limits, f.files, name, in) // not c.Context(): it ends when the server is to stop
		switch {
		case err == nil:
			f.files, f.came = append(f.files, blob), append(f.came, blob)
		case fault.Of(err).Kind == fault.Broken && in.err == nil:
			return ours{err}
		case fault.Of(err).Kind == fault.Broken:
			return err
		default:
			f.fault = err
		}
	}
	_, err := io.Copy(io.Discard, part)
	return err
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

// ours is an error that the sender of a form has no part in.
type ours struct{ error }

func (o ours) Unwrap() error { return o.error }

var errTooMuch = errors.New("body too large")

// bodyReader counts, and gives each read a deadline of its own: slow is fine,
// silent is not, nor drop by drop for ever. Its first error is its last: a form that was cut off is none.
type bodyReader struct {
	conn net.Conn // may be nil
	r    io.Reader
	left int64 // what we are willing to read
	due  int64 // what must still come; negative in chunks, which say when they end
	got  int64
	from time.Time // of the first read
	err  error
}

// until is when what is read next has to be there.
func (b *bodyReader) until(now time.Time) time.Time {
	if b.from.IsZero() {
		b.from = now
	}
	quiet, all := now.Add(slowRead), b.from.Add(2*slowRead+time.Duration(b.got)*time.Second/leastRate)
	if all.Before(quiet) {
		return all
	}
	return quiet
}

func (b *bodyReader) Read(p []byte) (n int, err error) {
	if b.err == nil && b.left <= 0 {
		b.err = errTooMuch
	}
	if b.err != nil {
		return 0, b.err
	}
	if b.conn != nil {
		b.conn.SetReadDeadline(b.until(time.Now())) // a closed connection fails at the read itself
	}
	n, b.err = b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left, b.due, b.got = b.left-int64(n), b.due-int64(n), b.got+int64(n)
	if b.err == io.EOF && b.due > 0 {
		b.err = io.ErrUnexpectedEOF // fasthttp takes the connection's end for the body's
	}
	return n, b.err
}
