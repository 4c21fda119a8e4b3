package core

import (
	"errors"
	"io"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/httpd"
)

// ReadForm reads the form of c, to its end. A file that is refused keeps the
// refusal in Fault. It is the only place where a form is read. The errors are
// faults for bodies that are no form, which have none, or too large to read.
func (s *Core) ReadForm(c *fiber.Ctx, limits files.Limits) (*Form, error) {
	f := &Form{Values: url.Values{}, Fault: spent(c)} // no file is taken then
	c.Locals("form", f)                               // whatever comes of it, its words can be shown again
	if !httpd.HasBody(c) {
		return f, f.Fault
	}
	sizes := httpd.Sizes{Text: textOf(c), Files: limits.Total, Waste: wasteOf(c, limits, s.standing(c))}
	err := s.HTTP.ReadForm(c, f.Values, sizes, func(field, name string, content io.Reader) error {
		return s.takeFile(c, f, field, name, content, limits)
	})
	if errors.As(err, new(*fiber.Error)) {
		return nil, err
	} else if err != nil {
		return f, err
	}
	return f, spent(c)
}

// ReadJSON reads a small body of JSON.
func (s *Core) ReadJSON(c *fiber.Ctx) ([]byte, error) { return s.HTTP.ReadJSON(c, textOf(c)) }

// takeFile stores one file, or notes why it was refused.
func (s *Core) takeFile(c *fiber.Ctx, f *Form, field, name string, content io.Reader, limits files.Limits) error {
	f.Names = append(f.Names, files.CleanName(name))
	if f.Fault == nil && f.arrival == nil {
		if err := s.mayTake(c, f, limits); fault.Of(err).Kind == fault.Broken && err != nil {
			return err
		} else if err != nil {
			f.Fault = err
		}
	}
	if f.Fault != nil || field != "files" && field != "want_screenshot" {
		return nil
	}
	if f.arrival != nil {
		content = f.arrival.Of(content)
	}
	blob, err := s.Files.Take(c.UserContext(), limits, f.Files, name, content) // not c.Context(): it ends when the server is to stop
	switch {
	case err == nil:
		f.Files, f.came = append(f.Files, blob), append(f.came, blob)
	case fault.Of(err).Kind == fault.Broken:
		return err
	default:
		f.Fault = err
		if fault.Of(err).Kind == fault.Away { // it came for nothing
			f.back()
		} else { // it would be refused again
			f.Names = f.Names[:len(f.Names)-1]
		}
	}
	return nil
}

// NoFiles are the limits of a form without any.
var NoFiles = files.Limits{}
