package alerts

import (
	"errors"
	"time"

	"hilo/app/notify"
	"hilo/app/push"
	"hilo/app/words"
)

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
