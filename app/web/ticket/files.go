package ticket

import (
	"io"
	"path"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/httpd"
	"hilo/app/web/core"
)

// file is the attachment that the path names, if they may see its entry.
func (s *Handlers) file(c *fiber.Ctx) (f *desk.File, err error) {
	_, err = core.AsFirstAllowed(c, func(actor desk.Actor) (err error) {
		f, err = s.Desk.File(c.UserContext(), actor, c.Params("id"))
		return err
	})
	return f, err
}

// ShowFile: GET /files/{id}: raster images are shown, all else is a download.
func (s *Handlers) ShowFile(c *fiber.Ctx) error {
	f, err := s.file(c)
	if err != nil {
		return err
	}
	how := "attachment"
	if files.Inline(f.Type) {
		how = "inline"
	}
	c.Set(fiber.HeaderContentDisposition, files.Disposition(how, f.Name))
	return s.sendBlob(c, files.Served(f.Type), f.Size, func(from, n int64) (io.ReadCloser, error) {
		return s.Files.OpenPart(c.UserContext(), f.SHA256, from, n)
	})
}

// picture is a file that they may see, or one of their own that waits to be sent.
func (s *Handlers) picture(c *fiber.Ctx) (m files.Meta, err error) {
	_, err = core.AsFirstAllowed(c, func(actor desk.Actor) error {
		f, err := s.Desk.File(c.UserContext(), actor, c.Params("id"))
		if err == nil {
			m = f.Meta
			return nil
		}
		if fault.Of(err).Kind != fault.Unknown {
			return err
		}
		u, err := s.Desk.Drafts.Waits(c.UserContext(), actor, c.Params("id"))
		m = u.Meta
		return err
	})
	return m, err
}

// ShowPreview: GET /files/{id}/preview
func (s *Handlers) ShowPreview(c *fiber.Ctx) error {
	f, err := s.picture(c)
	if err != nil {
		return err
	}
	if f.Width == 0 {
		return fault.Hide()
	}
	blob, kind, err := s.Files.Preview(c.UserContext(), core.Capacities(c)[0].ID, f.SHA256, f.Type)
	if err != nil {
		if fault.Of(err).Kind == fault.TooMany {
			httpd.RetryAfter(c, 5*time.Second)
		}
		return err
	}
	c.Set(fiber.HeaderContentDisposition, files.Disposition("inline", strings.TrimSuffix(f.Name, path.Ext(f.Name))+"."+strings.TrimPrefix(kind, "image/"))) // for who saves what they see
	info, err := blob.Stat()
	if err != nil {
		blob.Close()
		return err
	}
	opened := false
	err = s.sendBlob(c, kind, info.Size(), func(from, _ int64) (io.ReadCloser, error) {
		opened = true
		_, err := blob.Seek(from, io.SeekStart)
		return blob, err
	})
	if !opened {
		blob.Close()
	}
	return err
}

// sendBlob streams a blob. Whatever is in it, it runs nothing: the sandbox
// takes even what the type would allow.
func (s *Handlers) sendBlob(c *fiber.Ctx, kind string, size int64, open func(from, n int64) (io.ReadCloser, error)) error {
	c.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	c.Set(fiber.HeaderContentType, kind)
	return s.HTTP.SendFile(c, s.Asker(c), size, open)
}
