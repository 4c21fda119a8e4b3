package ticket

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/httpd"
	"hilo/app/web/core"
)

// attach finds the uploads that a form names, for its chips if it is refused,
// and holds the limits over all its files. Those that are gone are told of by
// the send, or here to nobody, who has none.
func (s *Drafts) attach(c *fiber.Ctx, f *core.Form, l files.Limits) (err error) {
	ids := f.Values["uploads"]
	switch {
	case len(ids) > httpd.MaxFields:
		return fault.Say(fault.TooBig, "problem.too_big")
	case len(ids) > 0 && s.CurrentViewer(c).Nobody():
		return fault.Mend("files", "files.gone")
	}
	if f.Kept, err = s.Desk.Drafts.Uploads(c.UserContext(), s.Actor(c), core.Number(c), ids); err != nil {
		return err
	}
	return l.Fits(append(blobs(f.Kept), f.Files...))
}

// keepFiles makes the files of a form that was refused because of why uploads, so
// that nobody chooses them twice. Nobody's are not kept.
func (s *Drafts) keepFiles(c *fiber.Ctx, f *core.Form, why error) error {
	if s.CurrentViewer(c).Nobody() || fault.Of(why).Kind == fault.Away {
		return nil
	}
	ticket := core.Number(c)
	if f.Get("from") == "new" { // the form that comes back is that of a new ticket
		ticket = 0
	}
	for len(f.Files) > 0 {
		u, err := s.upload(c, s.Actor(c), ticket, f.Files[0])
		if err != nil && core.Mendable(err) {
			return nil // no room: they are named
		} else if err != nil {
			return err
		}
		f.Kept, f.Files, f.Names = append(f.Kept, u), f.Files[1:], f.Names[1:]
	}
	return nil
}

func blobs(uploads []desk.Upload) (out []files.Blob) {
	for _, u := range uploads {
		out = append(out, files.Blob{Meta: u.Meta})
	}
	return out
}
