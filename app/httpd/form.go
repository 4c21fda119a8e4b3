package httpd

import (
	"errors"
	"io"
	"maps"
	"mime"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

// MaxFields is how many parts a form may have.
const MaxFields = 100

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
