package web

import (
	"errors"
	"io"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/httpd"
)

// maxWaste is how much of a form that is over a limit is read on and thrown away,
// so that the browser gets to read our answer.
const maxWaste = 64 << 20

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
	note   bool          // an internal one, at the desk
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
		out = append(out, desk.File{Meta: b.Meta, ExpiresAt: expires})
	}
	return out
}

// readForm reads the form of c, to its end. A file that is refused keeps the
// refusal in fault. It is the only place where a form is read. The errors are
// faults for bodies that are no form, which have none, or too large to read.
func (s *Server) readForm(c *fiber.Ctx, limits files.Limits) (*form, error) {
	f := &form{values: url.Values{}, fault: spent(c)} // no file is taken then
	c.Locals("form", f)                               // whatever comes of it, its words can be shown again
	if !httpd.HasBody(c) {
		return f, f.fault
	}
	most := textOf(c)
	sizes := httpd.Sizes{Text: most, Files: limits.Total, Waste: wasteOf(most)}
	err := s.http.ReadForm(c, f.values, sizes, func(field, name string, content io.Reader) error {
		return s.takeFile(c, f, field, name, content, limits)
	})
	if errors.As(err, new(*fiber.Error)) {
		return nil, err
	} else if err != nil {
		return f, err
	}
	return f, spent(c)
}

// readJSON reads a small body of JSON.
func (s *Server) readJSON(c *fiber.Ctx) ([]byte, error) { return s.http.ReadJSON(c, textOf(c)) }

// takeFile stores one file, or notes why it was refused.
func (s *Server) takeFile(c *fiber.Ctx, f *form, field, name string, content io.Reader, limits files.Limits) error {
	f.names = append(f.names, files.CleanName(name))
	if f.fault == nil && f.done == nil {
		if err := s.mayTake(c, f, limits); fault.Of(err).Kind == fault.Broken && err != nil {
			return err
		} else if err != nil {
			f.fault = err
		}
	}
	if f.fault != nil || field != "files" {
		return nil
	}
	blob, err := s.Files.Take(c.UserContext(), limits, f.files, name, content) // not c.Context(): it ends when the server is to stop
	switch {
	case err == nil:
		f.files, f.came = append(f.files, blob), append(f.came, blob)
	case fault.Of(err).Kind == fault.Broken:
		return err
	default:
		f.fault = err
	}
	return nil
}
