package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// Caps of a form. What is over a limit is read on and thrown away up to maxWaste,
// so that the browser gets to read our answer.
const (
	maxFields = 100
	maxWaste  = 64 << 20
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
	text   *text         // what of it is in memory, while it is read
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
	most := textOf(c)
	body, done := s.bodyFor(c, most+wasteOf(most)+limits.Total)
	defer done()
	f.text = s.unread.open(c.Context().Conn(), s.person(c) > 0)
	defer f.text.close()
	switch kind {
	case fiber.MIMEApplicationForm:
		err = f.readPlain(body, most)
	case fiber.MIMEMultipartForm:
		err = s.readParts(c, f, multipart.NewReader(body, params["boundary"]), limits, most)
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

// readJSON reads a small body of JSON, to its end, as readForm does.
func (s *Server) readJSON(c *fiber.Ctx) ([]byte, error) {
	if !hasBody(c) {
		return nil, nil
	}
	if !sendsJSON(c) {
		return nil, fiber.ErrUnsupportedMediaType
	}
	body, done := s.bodyFor(c, textOf(c))
	defer done()
	told := s.unread.open(c.Context().Conn(), s.person(c) > 0)
	defer told.close()
	text, err := io.ReadAll(told.of(body))
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

func (f *form) readPlain(body io.Reader, most int64) error {
	text, err := io.ReadAll(f.text.of(io.LimitReader(body, most+1)))
	if err != nil {
		return err
	}
	if int64(len(text)) > most {
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
func (s *Server) readParts(c *fiber.Ctx, f *form, parts *multipart.Reader, limits files.Limits, text int64) error {
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
func (f *form) takeField(part *multipart.Part, left int64) (int64, error) {
	value, err := io.ReadAll(f.text.of(io.LimitReader(part, left+1)))
	if err != nil {
		return 0, err
	}
	if int64(len(value)) > left {
		return 0, fault.Say(fault.TooBig, "problem.too_big")
	}
	if part.FormName() != "" && part.FormName() != "files" { // an empty file input sends an empty part
		f.values.Add(part.FormName(), string(value))
	}
	return left - int64(len(value)), nil
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
