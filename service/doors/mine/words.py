"""What «我的» says: every state of the home page and everything that can be done there, in one place."""

from service.ground.words import Words


class HomeState(Words):
    """首页状态: what an account is now, in the order in which the first that fits is told."""

    ACTIVE = "active", "您是工会会员"
    FROZEN = "frozen", "惠工卡已冻结"
    RETAINED = "retained", "会籍已保留"
    ENDED = "ended", "会籍已结束"
    CLAIMING = "claiming", "正在核验惠工卡"
    DRAFT = "draft", "入会申请还没有提交"
    RETURNED = "returned", "入会申请需要补正"
    WAITING = "waiting", "入会申请正在办理"
    MEMBER = "member", "已批准入会"
    REJECTED = "rejected", "入会申请没有批准"
    NEW = "new", "欢迎使用惠工卡"


class HomeAct(Words):
    """首页能办的事."""

    JOIN = "join", "申请入会"
    CONTINUE = "continue", "继续填写"
    PROGRESS = "progress", "查看办理进度"
    CORRECT = "correct", "补正申请"
    CLAIM = "claim", "激活惠工卡"
    CLAIM_PROGRESS = "claim_progress", "查看核验进度"
    SHOW_CARD = "show_card", "出示惠工卡"
    RECOVER_CARD = "recover_card", "恢复使用惠工卡"
    TRANSFER = "transfer", "会籍接转"
    ANSWER_TRANSFER = "answer_transfer", "答复接转请求"
    HELP = "help", "联系工会"


STATE_WORDS = {
    HomeState.ACTIVE: "需要时出示动态会员码。换了单位，请办会籍接转，不用重新申请入会。",
    HomeState.FROZEN: "卡现在不能出示，会籍不受影响。要恢复使用，请先解除绑定，再重新激活。",
    HomeState.RETAINED: "卡的记录都还在，现在不能出示，也不用交会费。重新上岗以后，请到工会办理恢复或者接转。",
    HomeState.ENDED: "卡现在不能出示。如有疑问，请联系您的工会；又参加工作的，可以重新申请入会。",
    HomeState.CLAIMING: "已提交核验，结果会显示在这里。也可以带证件到您的工会，当面确认后激活。",
    HomeState.DRAFT: "填过的内容都还在。填完、签名、提交以后，工会才会办理。",
    HomeState.RETURNED: "工会请您改几处。改好后重新提交，其他内容不用再填。",
    HomeState.WAITING: "不用您做什么。有结果会发消息给您，也可以随时查看进度。",
    HomeState.MEMBER: "您的入会申请已经批准。激活惠工卡以后，就可以出示会员身份。",
    HomeState.REJECTED: "请先看看工会写的理由。情况有变化的，可以重新申请。",
    HomeState.NEW: "还不是会员，请申请入会；已经是会员，不用再申请，直接激活惠工卡。",
}
ACT_WORDS = {
    HomeAct.JOIN: "选择工会，填写申请，签名后提交。",
    HomeAct.CONTINUE: "从上次停下的地方接着填。",
    HomeAct.PROGRESS: "看看现在在谁手里，到了哪一步。",
    HomeAct.CORRECT: "按工会的提示修改，再提交一次。",
    HomeAct.CLAIM: "已经是会员的，核对本人信息后就能使用电子会员卡。",
    HomeAct.CLAIM_PROGRESS: "看看核验结果，或者换一种方式核验。",
    HomeAct.SHOW_CARD: "给对方看动态码，并核对两位数字。",
    HomeAct.RECOVER_CARD: "先解除绑定，再重新激活。",
    HomeAct.TRANSFER: "换了单位，把会籍转到新单位的工会，不用重新申请入会。",
    HomeAct.ANSWER_TRANSFER: "有工会说您在它那里上班，请您同意或者不同意把会籍接转过去。",
    HomeAct.HELP: "有不清楚的地方，打电话或者当面问工会。",
}
# Whoever holds a card is not asked to join again: a new employer is a transfer (一次入会、动态接转).
ACTS = {
    HomeState.ACTIVE: (HomeAct.SHOW_CARD, HomeAct.TRANSFER, HomeAct.HELP),
    HomeState.FROZEN: (HomeAct.RECOVER_CARD, HomeAct.HELP),
    HomeState.RETAINED: (HomeAct.TRANSFER, HomeAct.HELP),
    HomeState.ENDED: (HomeAct.HELP, HomeAct.JOIN),
    HomeState.CLAIMING: (HomeAct.CLAIM_PROGRESS, HomeAct.HELP),
    HomeState.DRAFT: (HomeAct.CONTINUE, HomeAct.CLAIM, HomeAct.HELP),
    HomeState.RETURNED: (HomeAct.CORRECT, HomeAct.PROGRESS, HomeAct.HELP),
    HomeState.WAITING: (HomeAct.PROGRESS, HomeAct.HELP),
    HomeState.MEMBER: (HomeAct.CLAIM, HomeAct.PROGRESS, HomeAct.HELP),
    HomeState.REJECTED: (HomeAct.PROGRESS, HomeAct.JOIN, HomeAct.CLAIM, HomeAct.HELP),
    HomeState.NEW: (HomeAct.JOIN, HomeAct.CLAIM, HomeAct.HELP),
}
