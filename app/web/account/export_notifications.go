package account

import (
	"time"

	"hilo/app/notify"
)

// dataNotifications are how a person hears of news, and on what.
type dataNotifications struct {
	PushReply bool `json:"push_reply"`
	PushAsk   bool `json:"push_ask"`
	PushSolve bool `json:"push_solve"`
	MailReply bool `json:"mail_reply"`
	MailAsk   bool `json:"mail_ask"`
	MailSolve bool `json:"mail_solve"`
	PushText  bool `json:"push_text"`
	notify.Quiet
	Muted   []notify.Mute `json:"muted"`
	Devices []dataDevice  `json:"devices"`
}

type dataDevice struct {
	Name        string     `json:"name"`
	CreatedAt   time.Time  `json:"created_at"`
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
}

func (x *export) notifications(j *jsonWriter) (err error) {
	chosen, err := x.Notify.Choices(x.ctx, x.v.Person.ID)
	if err != nil {
		return err
	}
	d := dataNotifications{
		PushReply: chosen.Wants("reply", notify.ByPush), PushAsk: chosen.Wants("ask", notify.ByPush), PushSolve: chosen.Wants("solve", notify.ByPush),
		MailReply: chosen.Wants("reply", notify.ByMail), MailAsk: chosen.Wants("ask", notify.ByMail), MailSolve: chosen.Wants("solve", notify.ByMail),
		PushText: chosen.PushText, Quiet: chosen.Quiet, Muted: []notify.Mute{}, Devices: []dataDevice{},
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
