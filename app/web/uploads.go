package web

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/words"
)

// uploadPart is the chip of a file that waits to be sent.
type uploadPart struct {
	*words.Localizer
	ID, Name, Size string
}

func uploadParts(v *words.Localizer, uploads []desk.Upload) (out []uploadPart) {
	for _, u := range uploads {
		out = append(out, uploadPart{v, u.ID, u.Name, v.Bytes(u.Size)})
	}
	return out
}

// oneFile is the limit of an upload.
var oneFile = files.Limits{Count: 1, Each: files.Default.Each, Total: files.Default.Each, Waits: true}

// createUpload: POST /uploads, fields ticket = number | new, and one file of
// what is not sent yet. A script gets its chip.
func (s *Server) createUpload(c *fiber.Ctx) error {
	if err := s.allowFor(c, access.Uploads, fmt.Sprint(capacities(c)[0].ID)); err != nil {
		return err
	}
	f, err := s.readForm(c, oneFile)
	if err == nil {
		err = f.fault
	}
	if err != nil {
		return err
	}
	if len(f.files) == 0 {
		return fault.Mend("files", "files.none")
	}
	n := draftOf(f.get("ticket"))
	var u desk.Upload
	who, err := inTurn(c, func(who desk.Actor) (err error) {
		u, err = s.upload(c, who, n, f.files[0])
		return err
	})
	if err != nil {
		return err
	}
	if !wantsFragment(c) {
		return c.Redirect(writing(who, n), fiber.StatusSeeOther)
	}
	c.Status(fiber.StatusCreated)
	return s.render(c, "form/upload", uploadParts(s.look(c).Localizer, []desk.Upload{u})[0])
}

// upload keeps one file where the draft has room for it.
func (s *Server) upload(c *fiber.Ctx, who desk.Actor, ticket int64, b files.Blob) (desk.Upload, error) {
	one := form{files: []files.Blob{b}}
	u, err := s.Desk.Upload(c.UserContext(), who, ticket, one.attached(time.Time{})[0], func(have []desk.Upload, waiting int64) error {
		if most := s.Options.Bytes.Waiting; most >= 0 && waiting+b.Size > most {
			return tooMuchWaits()
		}
		return files.Default.Fits(append(blobs(have), b))
	})
	if err == nil {
		s.settle(c, one.files)
	}
	return u, err
}

// dropUpload: DELETE /uploads/{id}
func (s *Server) dropUpload(c *fiber.Ctx) error {
	_, err := inTurn(c, func(who desk.Actor) error { return s.Desk.DropUpload(c.UserContext(), who, c.Params("id")) })
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
