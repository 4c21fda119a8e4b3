package web

import (
	"time"

	"hilo/app/notify"
)

// dataNotifications are how a person hears of news, and on what.
type dataNotifications struct {
	notify.Choices
	Muted   []notify.Mute `json:"muted"`
	Devices []dataDevice  `json:"devices"`
}

type dataDevice struct {
	Name        string     `json:"name"`
	CreatedAt   time.Time  `json:"created_at"`
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
}

func (x *export) notifications(j *jsonWriter) (err error) {
	d := dataNotifications{Muted: []notify.Mute{}, Devices: []dataDevice{}}
	if d.Choices, err = x.Notify.Choices(x.ctx, x.v.Person.ID); err != nil {
		return err
	}
	muted, err := x.Notify.Mutes(x.ctx, x.v.Person.ID)
	if err != nil {
		return err
	}
	d.Muted = append(d.Muted, muted...)
	devices, err := x.Notify.Devices(x.ctx, x.v.Person.ID)
	if err != nil {
		return err
	}
	for _, one := range devices {
		device := dataDevice{Name: one.Name, CreatedAt: one.CreatedAt.UTC()}
		if at := one.DeliveredAt.UTC(); !one.DeliveredAt.IsZero() {
			device.DeliveredAt = &at
		}
		d.Devices = append(d.Devices, device)
	}
	return j.value(d).err
}
