package alerts

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/notify"
	"hilo/app/web/core"
)

// devicesPage is where a person's pushes go.
type devicesPage struct {
	core.Page
	Push    PushPart
	Devices []devicePart
	Tested  *trialsPart // what a test brought, without script
}

// devicePart is one device in a list.
type devicePart struct {
	ID, Name          string
	Here, Phone       bool
	Made, Last, Fails string // when, in words; "": not
}

// ShowDevices: GET /settings/devices
func (s *Handlers) ShowDevices(c *fiber.Ctx) error { return s.devices(c, nil) }

func (s *Handlers) devices(c *fiber.Ctx, tested *trialsPart) error {
	v := s.CurrentViewer(c)
	all, err := s.Notify.Devices(c.UserContext(), v.Person.ID)
	if err != nil {
		return err
	}
	p := devicesPage{Page: s.Page(c, "devices.title"), Push: s.pushPart(v), Tested: tested}
	p.Here, p.Sheet = "settings", "settings.css"
	for _, d := range all {
		p.Devices = append(p.Devices, s.devicePart(v, d))
	}
	return s.Render(c, "alerts/devices", p)
}

func (s *Handlers) devicePart(v *core.Viewer, d notify.Device) devicePart {
	part := devicePart{ID: d.ID, Name: d.Name, Here: d.SessionID == v.Session.ID, Phone: access.OnPhone(d.Name), Made: v.Localizer.Since(d.CreatedAt, s.Now())}
	if !d.DeliveredAt.IsZero() {
		part.Last = v.Localizer.Since(d.DeliveredAt, s.Now())
	}
	if !d.FailedAt.IsZero() {
		part.Fails = v.Localizer.Since(d.FailedAt, s.Now())
	}
	return part
}

// RemoveDevice: POST /settings/devices, field remove: the id of one's own device.
func (s *Handlers) RemoveDevice(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	if err := s.Notify.RemoveDevice(c.UserContext(), s.Actor(c).ID, f.Get("remove")); err != nil {
		return err
	}
	return c.Redirect("/settings/devices", fiber.StatusSeeOther)
}
