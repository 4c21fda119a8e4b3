package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/httpd"
)

// attach finds the uploads that a form names, for its chips if it is refused,
// and holds the limits over all its files. Those that are gone are told of by
// the send, or here to nobody, who has none.
func (s *Server) attach(c *fiber.Ctx, f *form, l files.Limits) (err error) {
	ids := f.values["uploads"]
	switch {
	case len(ids) > httpd.MaxFields:
		return fault.Say(fault.TooBig, "problem.too_big")
	case len(ids) > 0 && s.look(c).nobody():
		return fault.Mend("files", "files.gone")
	}
	if f.kept, err = s.Desk.Uploads(c.UserContext(), s.who(c), number(c), ids); err != nil {
		return err
	}
	return l.Fits(append(blobs(f.kept), f.files...))
}

// keepFiles makes the files of a form that was refused because of why uploads, so
// that nobody chooses them twice. Nobody's are not kept.
func (s *Server) keepFiles(c *fiber.Ctx, f *form, why error) error {
	if s.look(c).nobody() || fault.Of(why).Kind == fault.Away {
		return nil
	}
	ticket := number(c)
	if fromNewTicketPage(f) { // the form that comes back is that of a new ticket
		ticket = 0
	}
	for len(f.files) > 0 {
		u, err := s.upload(c, s.who(c), ticket, f.files[0])
		if err != nil && mendable(err) {
			return nil // no room: they are named
		} else if err != nil {
			return err
		}
		f.kept, f.files, f.names = append(f.kept, u), f.files[1:], f.names[1:]
	}
	return nil
}

func blobs(uploads []desk.Upload) (out []files.Blob) {
	for _, u := range uploads {
		out = append(out, files.Blob{Meta: u.Meta})
	}
	return out
}
