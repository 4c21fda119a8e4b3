package core

import (
	"slices"
	"time"

	"hilo/app/fault"
	"hilo/app/words"
	"hilo/views"
)

// OurTrouble tells an error that nobody who asks has a part in.
func OurTrouble(err error) bool {
	kind := fault.Of(err).Kind
	return kind == fault.Broken || kind == fault.Away
}

// FaultOf words a refusal for a form; nil for none.
func FaultOf(v *words.Localizer, err error) *views.Fault {
	if err == nil {
		return nil
	}
	f := fault.Of(err)
	return &views.Fault{Field: f.Field, Say: Worded(v, f), First: true}
}

// Worded words a refusal; times in it are read on the reader's clock.
func Worded(v *words.Localizer, f *fault.Fault) string {
	args := slices.Clone(f.Args)
	for i, arg := range args {
		if at, ok := arg.(time.Time); ok {
			args[i] = v.ClockZone(at)
		}
	}
	return v.T(f.Key, args...)
}

// FaultsOf words several; nil errors are left out.
func FaultsOf(v *words.Localizer, errs ...error) (faults views.Faults) {
	for _, err := range errs {
		if f := FaultOf(v, err); f != nil {
			f.First = len(faults) == 0
			faults = append(faults, f)
		}
	}
	return faults
}

// Mendable tells whether a form can be shown again for err: anything that may
// pass when it is sent again, and does not deny the thing itself.
func Mendable(err error) bool {
	switch fault.Of(err).Kind {
	case fault.Invalid, fault.Stale, fault.TooBig, fault.TooMany, fault.Away:
		return true
	}
	return false
}
