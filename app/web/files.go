package web

import (
	"os"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// holders: whoever holds a session, as a customer, at the desk or as a guest.
// What they ask is done in the first capacity in which they may (inTurn).
func (s *Server) holders(c *fiber.Ctx) error {
	account, err := s.account(c)
	if err != nil {
		return err
	}
	guest, err := s.visitor(c)
	if err != nil {
		return err
	}
	var all []desk.Actor
	if account.Session.ID != "" {
		all = append(all, account.Actor)
		if account.Session.Kind == access.KindStaff {
			all = append(all, account.OnDesk())
		}
		s.meet(c, account)
	}
	if guest.Session.ID != "" {
		all = append(all, guest.Actor)
	}
	if len(all) == 0 {
		return s.turnAway(c)
	}
	c.Locals("capacities", all)
	return c.Next()
}

// capacities are those of the person behind a request, for holders alone.
func capacities(c *fiber.Ctx) []desk.Actor {
	all, _ := c.Locals("capacities").([]desk.Actor)
	return all
}

// inTurn lets the person of this request do something in the first of their
// capacities in which they may, and returns it. Fault Unknown: in none.
func inTurn(c *fiber.Ctx, do func(desk.Actor) error) (desk.Actor, error) {
	for _, who := range capacities(c) {
		if err := do(who); err == nil || fault.Of(err).Kind != fault.Unknown {
			return who, err
		}
	}
	return desk.Actor{}, fault.Hide()
}

// file is the attachment that the path names, if they may see its entry.
func (s *Server) file(c *fiber.Ctx) (f *desk.File, err error) {
	_, err = inTurn(c, func(who desk.Actor) (err error) {
		f, err = s.Desk.File(c.UserContext(), who, c.Params("id"))
		return err
	})
	return f, err
}

// showFile: GET /files/{id}: raster images are shown, all else is a download.
func (s *Server) showFile(c *fiber.Ctx) error {
	f, err := s.file(c)
	if err != nil {
		return err
	}
	blob, err := s.Files.Open(f.SHA256)
	if err != nil {
		return err
	}
	how := "attachment"
	if files.Inline(f.Type) {
		how = "inline"
	}
	c.Set(fiber.HeaderContentDisposition, files.Disposition(how, f.Name))
	return sendBlob(c, blob, files.Served(f.Type))
}

// showPreview: GET /files/{id}/preview
func (s *Server) showPreview(c *fiber.Ctx) error {
	f, err := s.file(c)
	if err != nil {
		return err
	}
	if f.Width == 0 {
		return fault.Hide()
	}
	blob, kind, err := s.Files.Preview(c.UserContext(), capacities(c)[0].ID, f.SHA256, f.Type)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, files.Disposition("inline", strings.TrimSuffix(f.Name, path.Ext(f.Name))+"."+strings.TrimPrefix(kind, "image/"))) // for who saves what they see
	return sendBlob(c, blob, kind)
}

// sendBlob streams a blob. Whatever is in it, it runs nothing: the sandbox
// takes even what the type would allow.
func sendBlob(c *fiber.Ctx, blob *os.File, kind string) error {
	info, err := blob.Stat()
	if err != nil {
		blob.Close()
		return err
	}
	c.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	c.Set(fiber.HeaderContentType, kind)
	return c.SendStream(blob, int(info.Size())) // fasthttp closes it
}
