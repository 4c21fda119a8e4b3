package ticket

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/limits"
	"hilo/app/web/core"
	"hilo/app/words"
)

// uploadPart is the chip of a file that waits to be sent.
type uploadPart struct {
	*words.Localizer
	ID, Name, Size string
	Picture        bool // that a preview may be made of
}

func uploadParts(v *words.Localizer, uploads []desk.Upload) (out []uploadPart) {
	for _, u := range uploads {
		out = append(out, uploadPart{v, u.ID, u.Name, v.Bytes(u.Size), u.Width > 0 && files.Inline(u.Type)})
	}
	return out
}

// oneFile is the limit of an upload.
var oneFile = files.Limits{Count: 1, Each: files.Default.Each, Total: files.Default.Each, Waits: true}

// CreateUpload: POST /uploads, fields ticket = number | new, and one file of
// what is not sent yet. A script gets its chip.
func (s *Drafts) CreateUpload(c *fiber.Ctx) error {
	if err := s.AllowFor(c, limits.Uploads, fmt.Sprint(core.Capacities(c)[0].ID)); err != nil {
		return err
	}
	f, err := s.ReadForm(c, oneFile)
	if err == nil {
		err = f.Fault
	}
	if err != nil {
		return err
	}
	if len(f.Files) == 0 {
		return fault.Mend("files", "files.none")
	}
	n := draftOf(f.Get("ticket"))
	var u desk.Upload
	actor, err := core.AsFirstAllowed(c, func(actor desk.Actor) (err error) {
		u, err = s.upload(c, actor, n, f.Files[0])
		return err
	})
	if err != nil {
		return err
	}
	if !core.WantsFragment(c) {
		return c.Redirect(writing(actor, n), fiber.StatusSeeOther)
	}
	c.Status(fiber.StatusCreated)
	return s.Render(c, "form/upload", uploadParts(s.CurrentViewer(c).Localizer, []desk.Upload{u})[0])
}

// upload keeps one file where the draft has room for it.
func (s *Drafts) upload(c *fiber.Ctx, actor desk.Actor, ticket int64, b files.Blob) (desk.Upload, error) {
	one := core.Form{Files: []files.Blob{b}}
	u, err := s.Desk.Drafts.Upload(c.UserContext(), actor, ticket, one.Attached(time.Time{})[0], func(have []desk.Upload, waiting int64) error {
		if most := s.Options.Bytes.Waiting; most >= 0 && waiting+b.Size > most {
			return core.TooMuchWaits()
		}
		return files.Default.Fits(append(blobs(have), b))
	})
	if err == nil {
		s.SettleFiles(c, one.Files)
	}
	return u, err
}

// DropUpload: DELETE /uploads/{id}
func (s *Drafts) DropUpload(c *fiber.Ctx) error {
	_, err := core.AsFirstAllowed(c, func(actor desk.Actor) error { return s.Desk.Drafts.DropUpload(c.UserContext(), actor, c.Params("id")) })
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
