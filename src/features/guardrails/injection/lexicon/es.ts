import { words, type Entries } from './concepts.ts'

export const es: Entries = {
  override: words(
    `no_tengas_en_cuenta no_tenga_en_cuenta ignor* olvida olvide olviden olvídate olvídese omite omita omitir descarta descarte descart* desatiende* pasa_por_alto haz_caso_omiso haga_caso_omiso no_hagas_caso anula anule anular invalida* sobrescrib* elude eludir evade esquiva* salta salte sáltate deja_de_lado deja_de_seguir desactiva* suspende* abandona* reemplaza* libérate rompe_con`,
  ),
  prior: words(
    `anterior* previa previas previo previos precedente* original* inicial* arriba antes existente* hasta_ahora recibid* dadas dados pasad* vigentes actuales`,
  ),
  instruction: words(
    `instruccion* instrucción regla reglas norma normas directriz directrices orden órdenes indicacion* indicación prompt mensaje_del_sistema prompt_del_sistema comando* pauta* protocolo* configuración ajustes política* programación consigna* mandato*`,
  ),
  restriction: words(
    `restricción restriccion* límite límites limitación limitacion* filtro* filtros censura* seguridad ética* ético* moral* prohibid* barrera* salvaguarda* moderación bloque* inapropiad* rechaz* negarte tabú candado*`,
  ),
  reveal: words(
    `revela* revele muestr* muestra muéstrame mostrar enseña* enséñame divulg* dime diga* dame imprim* repite repita repetir recita* cita copia lista enumer* palabra_por_palabra textual* literal* expón exponga comparte* resume desvela* filtra_tu escribe_todo léeme`,
  ),
  secret: words(
    `secret* contraseña* clave claves credencial* código_de_acceso código_secreto palabra_secreta confidencial* oculto* oculta* ocultas escondid* interno* interna* token pin privad* reservad*`,
  ),
  persona: words(
    `rol papel juego_de_rol actúa_como actúe_como actúa finge* finja simula* simule hazte_pasar comporta* compórtate personaje persona encarna* interpreta* imita* ahora_eres eres_ahora conviértete transfórmate asume_el juega_a haz_de`,
  ),
  switch: words(
    `ahora a_partir_de_ahora desde_ahora de_ahora_en_adelante en_adelante en_su_lugar en_lugar nueva nuevas nuevo nuevos cambia cambie activa active pasa_a reinicia* desbloque* comienza empieza fin_de modo entra_en`,
  ),
  secrecy: words(
    `no_menciones no_mencione sin_mencionar en_secreto secretamente discretamente sin_avisar sin_decir no_digas no_le_digas no_lo_digas a_nadie sin_preguntar sin_pedir sin_confirmar sin_que_el ocúltalo esconde* silenciosamente entre_nosotros disimul* sin_informar`,
  ),
  exfiltration: words(
    `envía envíe enviar envíale envíalo envíame manda mande mandar reenvía reenvíe reenviar transmite* transfiere_los sube suba subir publica* publique adjunta* remite* comparte_con exfiltr* por_correo agrega_a haz_llegar`,
  ),
  action: words(
    `borra borre borrar elimina* elimine transfiere transfiera transferir compra compre comprar reserva reserve instala* ejecuta* ejecute abre abra abrir haz_clic haga_clic pulse visita* llama llame modifica* cambia_la crea cree añade* agrega* descarga* aprueba* cancela* autoriza*`,
  ),
  person: words(`tú tu tus te ti usted ustedes vos contigo tuyo vuestro* su sus`),
  obligation: words(
    `debes debe deben tienes_que tiene_que hay_que obligatori* siempre necesari* bajo_ninguna_circunstancia únicamente solamente estrictamente asegúrate asegúrese sin_excepción imprescindible es_obligatorio`,
  ),
  system: words(
    `sistema asistente ia i.a. modelo modelo_de_lenguaje chatbot bot robot inteligencia_artificial modo_desarrollador modo_de_desarrollador modo_administrador modo_depuración agente máquina`,
  ),
  harm: words(
    `arma armas bomba* explosiv* malware virus hackear hackeo ilegal* delito* crimen robar robo fraude* estaf* veneno* droga* ataque* atacar matar violen* peligros* dañin* falsific* chantaj*`,
  ),
  urgency: words(
    `urgente* urgencia inmediatamente inmediat* de_inmediato ya_mismo ahora_mismo emergencia atención importante* advertencia rápid* plazo crítico* último_aviso alerta aviso`,
  ),
  unfiltered: words(
    `sin_filtro sin_filtros sin_censura sin_restricciones sin_límites sin_limitaciones sin_reglas ninguna_regla ningún_límite ilimitad* libremente libre_de todo_lo_que_te cualquier_cosa desenfrenad* sin_tabúes sin_advertencias sin_moral nunca_te_niegues`,
  ),
  fiction: words(
    `historia* cuento* relato novela escena guion guión imagina* imagine supón supongamos suponga* hipotétic* ficticio* ficticia* ficción teóric* poema película sueño universo_paralelo protagonista villano diálogo juguemos`,
  ),
  answer: words(
    `empieza_tu comienza_tu comienza_con empieza_con responde responda responde_solo responde_con di_solo di_únicamente escribe_exactamente tu_respuesta su_respuesta termina_con nada_más sin_explicación sin_explicaciones sí_o_no en_una_palabra contesta*`,
  ),
  politeness: words(
    `por_favor gracias muchas_gracias podrías podría puedes puede_usted me_gustaría quisiera hola buenos_días buenas_tardes estimad* querid* saludos perdón disculp*`,
  ),
  security: words(
    `inyección inyecciones jailbreak vulnerabilidad* amenaza* atacante* prueba_de_penetración protección defensa* detect* auditor* ciberseguridad investigador* concienciación phishing`,
  ),
  question: words(
    `qué cómo cuál cuáles por_qué quién dónde cuándo cuánto explica* explique significa diferencia hay puedo`,
  ),
  negation: words(`no nunca jamás nada ningún ninguna ninguno sin ni nadie tampoco evita*`),
  all: words(`todo toda todos todas cada cualquier cualquiera enter* complet* íntegr* total* conjunto`),
  tool: words(
    `herramienta* función funciones archivo* fichero* carpeta* base_de_datos correo correos buzón bandeja calendario navegador búsqueda api servidor script terminal repositorio tiquete`,
  ),
  money: words(
    `dinero pago* pagar paga cuenta cuentas transferencia* banco factura* tarjeta* reembols* precio* euro euros dólar* importe saldo salario iban`,
  ),
  memory: words(
    `olvida_todo recuerda* memoria historial conversación contexto desde_cero borra_tu empieza_de_nuevo memoriza* acuérdate reinicia_tu`,
  ),
  pretext: words(
    `prueba pruebas evaluación verificación depuración mantenimiento investigación educativ* académic* ejercicio experimento demostración auditoría científic* simulacro entrenamiento`,
  ),
  authority: words(
    `desarrollador* administrador* jefe jefa director directora dueño propietari* policía oficial* autorizad* autorización permiso* acreditad* departamento_de_informática equipo_de_seguridad en_nombre_de médico gerente creador*`,
  ),
  emotion: words(
    `suplico ruego desesperad* morir muere muriendo abuela abuelita llor* hospital salvar salva perderé_mi_trabajo miedo confía* amigo amiga decepcion* castig* recompens* triste enferm* última_esperanza`,
  ),
  completion: words(
    `completa_la completa_el complete_la termina_la_frase continúa_la sigue_la rellena* siguiente_palabra siguiente_línea que_empieza empieza_por espacio_en_blanco pista* adivina* adivinanza rima* mis_instrucciones_son`,
  ),
  encoding: words(
    `base64 codific* decodific* descodific* cifr* descifr* al_revés deletre* letra_por_letra primeras_letras traduc* traduce traduzca morse hexadecimal binario invierte invertid* en_json bloque_de_código`,
  ),
  above: words(
    `texto_anterior texto_de_arriba lo_anterior todo_lo_anterior más_arriba principio_de_esta inicio_de_la_conversación primer_mensaje primera_línea primeras_líneas antes_de_este palabras_anteriores`,
  ),
  link: words(
    `enlace* url imagen imágenes sitio página dirección haz_clic_aquí haga_clic_aquí markdown html píxel incrusta*`,
  ),
  comply: words(
    `sigue siga seguir obedec* cumpl* acata* haz_lo_que haga_lo_que haz_exactamente acept* confirm* aplica* ejecuta_estas respeta*`,
  ),
  human: words(
    `cliente* equipo compañer* colega* empleado* visitantes huéspedes invitados señores señoras estimados_clientes miembros padres alumnos pacientes su_pedido su_cita llámenos contáctenos horario`,
  ),
}
