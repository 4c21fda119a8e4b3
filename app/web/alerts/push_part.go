package alerts

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/notify"
	"hilo/app/push"
	"hilo/app/web/core"
	"hilo/app/words"
)

// PushPart offers pushes on this device. All that a browser may answer is in
// the page; the script shows what holds.
type PushPart struct {
	*words.Localizer
	Key    string // applicationServerKey
	Site   string
	Ticket int64 // a guest's only ticket
}

func (s *Handlers) pushPart(v *core.Viewer) PushPart {
	return PushPart{v.Localizer, s.Notify.PushKey(), s.Options.Name, v.Session.Ticket}
}

// trialsPart tells of each device how a test went.
type trialsPart struct {
	*words.Localizer
	Trials []trialPart
}

type trialPart struct {
	Name  string
	Steps []stepPart
}

// stepPart is a step that went well, or at which it ended.
type stepPart struct {
	Good bool
	Say  string
}

func trialsOf(v *words.Localizer, trials []notify.Trial) *trialsPart {
	p := &trialsPart{Localizer: v}
	for _, t := range trials {
		part := trialPart{Name: t.Name, Steps: []stepPart{{true, v.T("devices.step.found")}}}
		if t.Sealed {
			part.Steps = append(part.Steps, stepPart{true, v.T("devices.step.sealed")})
		}
		part.Steps = append(part.Steps, stepPart{t.Err == nil, answered(v, t)})
		p.Trials = append(p.Trials, part)
	}
	return p
}

// answered words what became of a test push.
func answered(v *words.Localizer, t notify.Trial) string {
	busy := new(push.Busy)
	switch {
	case t.Err == nil:
		return v.T("devices.step.taken", "Status", t.Status)
	case errors.Is(t.Err, notify.ErrOldKey):
		return v.T("devices.step.old_key")
	case errors.Is(t.Err, push.ErrGone):
		return v.T("devices.step.gone", "Status", t.Status)
	case errors.Is(t.Err, push.ErrInner):
		return v.T("devices.step.inner")
	case errors.As(t.Err, &busy):
		return v.T("devices.step.busy", "Status", t.Status, "Count", max(1, int((busy.After+time.Minute-1)/time.Minute)))
	case t.Status == 0:
		return v.T("devices.step.silent")
	}
	return v.T("devices.step.odd", "Status", t.Status)
}

// GuestPush is what a guest is offered on their thread: alerts on this device,
// for this ticket, while there is something to wait for. An account in the same
// browser has its own.
func (s *Handlers) GuestPush(c *fiber.Ctx, t *desk.Ticket) *PushPart {
	v := s.CurrentViewer(c)
	if !v.Guest() || t.Status == desk.StatusClosed {
		return nil
	}
	if account, err := s.AccountSession(c); err != nil || account.Session.ID != "" {
		return nil
	}
	p := s.pushPart(v)
	return &p
}
