import { words, type Entries } from './concepts.ts'

export const pt: Entries = {
  override: words(
    `não_leve_em_conta não_considere ignor* esqueça esquece esqueçam esquecer esqueça-se desconsider* despreze* descart* desrespeit* negligenc* anule anula sobrescrev* contorn* burle burlar passe_por_cima não_siga pare_de_seguir deixe_de_lado desative* desativa suspend* abandon* substitu* liberte-se pule pula`,
  ),
  prior: words(
    `anterior* prévi* precedent* original* originais inicial* iniciais acima antes existent* até_agora recebid* fornecid* passad* atuais`,
  ),
  instruction: words(
    `instruç* instruções regra regras diretriz* ordem ordens comando* prompt mensagem_do_sistema prompt_do_sistema orientaç* protocolo* configuraç* política* programação norma normas parâmetro* definições`,
  ),
  restriction: words(
    `restriç* limite limites limitaç* filtro filtros censur* segurança étic* moral morais proibid* proibição barreir* salvaguard* moderação bloque* inadequad* recus* tabu impedi*`,
  ),
  reveal: words(
    `revel* revele mostre mostra mostre-me exib* divulg* diga_me diga-me diz-me dá-me me_diga me_dê imprim* repit* repete recit* cite copie copia liste listar enumer* palavra_por_palavra literalmente textualmente exponha compartilh* partilh* resum* leia_para`,
  ),
  secret: words(
    `segred* secret* senha senhas palavra-passe palavra_secreta credencia* código_de_acesso chave chaves confidencia* ocult* escondid* intern* token pin privad* sigilos*`,
  ),
  persona: words(
    `papel interpretação_de_papéis aja_como age_como atue finja finge faça_de_conta comporte-se comporta-te personagem persona encarne interprete imite simul* agora_você_é você_agora_é és_agora torne-se transforme-se assuma`,
  ),
  switch: words(
    `agora a_partir_de_agora de_agora_em_diante doravante em_vez ao_invés nova novas novo novos mude troque ative ativa entre_no reinici* desbloque* comece começa fim_das modo daqui_em_diante`,
  ),
  secrecy: words(
    `não_mencione não_menciones sem_mencionar em_segredo secretamente discretamente silenciosamente sem_avisar sem_contar não_conte não_diga a_ninguém sem_perguntar sem_confirmar sem_o_conhecimento escond* entre_nós sem_informar`,
  ),
  exfiltration: words(
    `envie envia enviar mande manda mandar encaminh* transmit* carregue faça_upload publique poste anexe remet* compartilhe_com exfiltr* por_e-mail repass* repasse`,
  ),
  action: words(
    `apague apagar exclu* elimin* delete transfir* compre comprar reserve reservar instale instalar execute execut* abra abrir clique clicar visite chame modifi* altere crie adicion* baixe aprove cancele autoriz*`,
  ),
  person: words(`você vocês tu teu tua teus seu sua seus suas te ti contigo`),
  obligation: words(
    `deve deves devem tem_que tens_de tem_de precisa obrigat* sempre necessári* absolutamente em_hipótese_alguma exclusivamente apenas estritamente certifique-se sem_exceção imprescindível`,
  ),
  system: words(
    `sistema assistente ia i.a. modelo modelo_de_linguagem chatbot bot robô inteligência_artificial modo_desenvolvedor modo_de_depuração modo_administrador agente máquina`,
  ),
  harm: words(
    `arma armas bomba* explosiv* malware vírus hackear ilegal ilegais crime* roubar roubo fraude* golpe veneno droga* ataqu* matar violên* violent* perigos* nociv* falsific* chantag*`,
  ),
  urgency: words(
    `urgente* urgência imediatamente imediat* agora_mesmo já emergência atenção important* aviso advertência rápid* prazo crític* último_aviso caso_contrário alerta`,
  ),
  unfiltered: words(
    `sem_filtro sem_filtros sem_censura sem_restrições sem_limites sem_limitações sem_regras nenhuma_regra nenhum_limite ilimitad* livremente livre_de qualquer_coisa tudo_o_que_eu sem_tabus sem_avisos desinibid* irrestrit*`,
  ),
  fiction: words(
    `história* conto romance cena roteiro imagine imagina suponha* suponhamos hipotétic* fictíci* ficção teóric* fábula poema filme sonho universo_paralelo protagonista vilão diálogo vamos_jogar`,
  ),
  answer: words(
    `comece_sua comece_com responda responde responda_apenas responda_com diga_apenas escreva_exatamente sua_resposta tua_resposta termine_com nada_mais sem_explicação sem_explicações sim_ou_não em_uma_palavra`,
  ),
  politeness: words(
    `por_favor se_faz_favor obrigad* poderia podia pode_me gostaria queria olá oi bom_dia boa_tarde prezad* caro cara atenciosamente desculp* cumprimentos`,
  ),
  security: words(
    `injeç* injection jailbreak vulnerabilidade* ameaça* atacante* proteção defesa* detec* auditoria* pesquisador* investigador* cibersegurança phishing conscientização`,
  ),
  question: words(
    `que o_que como por_que porque quem onde quando qual quais quanto expli* explique significa diferença existe`,
  ),
  negation: words(`não nunca jamais nada nenhum nenhuma ninguém sem nem evit*`),
  all: words(`tudo toda todo todas todos cada qualquer quaisquer inteir* complet* total totalmente íntegr*`),
  tool: words(
    `ferrament* função funções arquivo* ficheiro* pasta pastas banco_de_dados base_de_dados e-mail e-mails caixa_de_entrada calendário agenda navegador pesquisa api servidor script terminal repositório chamado`,
  ),
  money: words(
    `dinheiro pagament* pagar pague conta contas transferência* banco fatura* cartão reembols* preço* euro euros reais dólar* valor saldo salário pix iban`,
  ),
  memory: words(
    `esqueça_tudo lembre* lembra memória histórico conversa contexto do_zero apague_sua recomece memoriz* redefin*`,
  ),
  pretext: words(
    `teste testes avaliação verificação depuração manutenção pesquisa educaciona* educativ* acadêmic* exercício experiment* demonstração auditoria científic* treinamento treino`,
  ),
  authority: words(
    `desenvolvedor* programador administrador* chefe diretor diretora dono proprietári* polícia oficial oficiais autorizad* autorização permissão credenciad* departamento_de_ti equipe_de_segurança em_nome_de médico gerente criador*`,
  ),
  emotion: words(
    `imploro suplico desesperad* morrer morrendo avó vovó vovozinha chor* hospital salvar salve perder_meu_emprego medo confie confia amigo amiga decepcion* punid* recompens* triste doente`,
  ),
  completion: words(
    `complete_a complete_o termine_a_frase continue_a prossiga próxima_palavra próxima_linha preench* lacuna* que_começa começa_com pista* adivinh* rima rimas minhas_instruções_são`,
  ),
  encoding: words(
    `base64 codifi* decodifi* descodifi* cifr* decifr* de_trás_para soletr* letra_por_letra primeiras_letras tradu* traduza traduz morse hexadecimal binário invert* em_json bloco_de_código`,
  ),
  above: words(
    `texto_acima texto_anterior tudo_acima mais_acima início_desta início_da_conversa primeira_mensagem primeira_linha primeiras_linhas antes_desta`,
  ),
  link: words(`link links url imagem imagens site página endereço clique_aqui markdown html pixel incorpor*`),
  comply: words(
    `siga segue seguir obedeç* obedec* cumpra cumprir faça_o_que faz_o_que faça_exatamente aceit* confirm* apliqu* execute_estas respeit*`,
  ),
  human: words(
    `cliente* equipe equipa colega* funcionári* visitantes hóspedes convidados senhores senhoras prezados_clientes membros pais alunos pacientes seu_pedido sua_consulta ligue_para_nós contacte-nos horário`,
  ),
}
