package world

import "time"

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// tell is what happened: tickets in every status, notes that only staff see,
// a checklist, files, answers nobody has read yet.
func (w *world) tell(now time.Time) {
	ago := func(d time.Duration) time.Time { return now.Add(-d) }

	w.open(ago(20*day), Ana, "es", "account", "La aplicación se cierra al abrir el perfil",
		"Desde la última actualización, en cuanto toco mi perfil la aplicación se cierra.").
		answer(2*hour, Sam, "Hola, Ana. Gracias por avisar. ¿Nos dices qué teléfono tienes?").
		replies(40*minute, "Un Pixel 8, con todo al día.").
		solve(day, Sam, "Ya está corregido en la versión 4.2.1, que sale hoy.").
		confirm(3 * hour).seen()

	w.open(ago(9*day), Luis, "en", "transfers", "Where is my transfer to Berlin?",
		"I sent 320 € on Monday at 10:15 and it has not arrived. The ID is 7c9e6679-7425-40de-944b-e07fc1f90ae7.").
		assign(20*minute, Eva, Eva).
		note(5*minute, Eva, "The receiving bank confirms an internal delay until Thursday.").
		solve(30*minute, Eva, "Hello Luis, the receiving bank was late. It was credited this morning at 9:02.").
		confirm(2 * hour).seen()

	w.open(ago(4*day), Ana, "es", "transfers", "Cambio de cuenta para la transferencia programada del día 30",
		"Quiero que salga de la cuenta que termina en 4471 y no de la otra.").
		assign(hour, Sam, Sam).
		answer(10*minute, Sam, "Hola, Ana. Lo hemos pedido a la entidad. Te decimos algo en cuanto contesten.").
		seen().
		note(hour, Sam, "Pendiente de la entidad corresponsal; suelen tardar dos días.").
		hold(minute, Sam)

	w.open(ago(3*day), Ana, "es", "payments", "Me han cobrado dos veces el mismo pago",
		"Hola. He hecho un pago de 84,90 € y en mi cuenta aparece dos veces. Solo lo confirmé una vez.", w.picture("captura-movimientos.png")).
		answer(20*minute, Sam, "Hola, Ana. Gracias por la captura, se ve muy bien. Uno de los dos cargos es una retención: tu banco la suelta él solo en un máximo de 48 horas.\n\nTe proponemos esperar hasta el sábado. Si sigue ahí, reclamamos.").
		replies(2*day, "Ya han pasado las 48 horas y siguen los dos. Adjunto el justificante.", w.file("justificante-banco.txt", []byte("Movimientos del 18 de noviembre\n84,90 EUR\n84,90 EUR\n"))).
		assign(3*hour, Sam, Eva).
		note(10*minute, Eva, "He mirado la pasarela: los dos cargos están liquidados. No es una retención, hay que devolver el segundo.").
		ask(20*minute, Eva, "Hola, Ana, soy Eva. Tienes razón: el segundo cargo es real y te lo vamos a devolver. Para reclamarlo al banco nos faltan dos datos.", "transaction", "time")

	w.open(ago(2*day), Ana, "es", "account", "No puedo descargar el extracto de octubre",
		"Al pulsar «Descargar» en el extracto de octubre sale una página en blanco.").
		assign(day, Sam, Sam).
		solve(3*hour, Sam, "Buenos días, Ana. Era un fallo nuestro con los extractos de más de una página. Ya está corregido. ¿Puedes probar otra vez?")

	w.open(ago(day), Luis, "en", "account", "How do I change my phone number?",
		"My old number stops working on Friday. What do I need to change it?")

	w.open(ago(6*hour), Guest, "es", "other", "¿Hacéis certificados para asociaciones?",
		"Necesitamos un certificado de titularidad a nombre de la asociación para una subvención.").
		answer(2*hour, Eva, "Hola. Sí: dinos el NIF de la asociación y te lo preparamos hoy mismo.")

	w.open(ago(50*minute), Ana, "es", "security", "Me ha llegado un mensaje raro que dice ser vuestro",
		"Dice que mi cuenta está bloqueada y me pide un código. No lo he abierto. ¿Es vuestro? https://ejemplo.example/aviso").
		answer(30*minute, Sam, "Hola, Ana. No es nuestro, has hecho bien. Nunca pedimos códigos. ¿Nos reenvías una captura?")

	w.open(ago(12*minute), Ana, "es", "payments", "Límite de la tarjeta para un viaje",
		"La semana que viene viajo y necesito subir el límite diario de la tarjeta unos días.")
}
